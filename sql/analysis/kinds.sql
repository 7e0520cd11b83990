-- kinds: what inbound touchpoints are, without what they were about: every combination of the columns that conditions and labels name.
-- grain: kind_key
with

examples as (
    select combination, label_key, min(event_key) as event_key
    from analysis_placed
    group by combination, label_key
),

final as (
    select
        (row_number() over (
            order by
                named.step_label, named.channel, named.event_type, named.vendor_event, named.campaign,
                named.currency, named.source
        ) - 1)::integer as kind_key,
        named.source, named.channel, named.event_type, named.vendor_event, named.campaign, named.currency,
        named.step_label, named.direction,
        examples.combination, examples.label_key,
    from int_events_named as named
    inner join examples on named.event_key = examples.event_key
)

select * from final
