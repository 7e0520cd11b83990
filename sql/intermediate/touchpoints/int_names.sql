-- int_names: the channels and labels that touchpoints have, each pair once.
-- grain:  channel, step_label
-- kind:   scratch
-- audits: none
-- column channel: where touchpoints happened
-- column step_label: what they are called in paths
with

belonging as (
    select event_key
    from event_profiles
),

final as (
    select distinct int_events_named.channel, int_events_named.step_label
    from int_events_named
    semi join belonging on int_events_named.event_key = belonging.event_key
)

select * from final
