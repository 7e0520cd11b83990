-- int_names: what touchpoints can be apart from when and about what, each combination once.
-- grain:  source, channel, event_type, vendor_event, direction, campaign, currency, step_label
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
    select distinct
        int_events_named.source, int_events_named.channel, int_events_named.event_type, int_events_named.vendor_event,
        int_events_named.direction, int_events_named.campaign, int_events_named.currency, int_events_named.step_label,
    from int_events_named
    semi join belonging on int_events_named.event_key = belonging.event_key
)

select * from final
