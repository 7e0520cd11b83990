-- kinds: what inbound touchpoints are, without what they were about: every combination of the columns that conditions and labels name.
-- grain: kind_key
with

counted as (
    select source, channel, event_type, vendor_event, campaign, currency, step_label
    from int_events_named
    where
        not is_excluded
        and direction = 'inbound'
        and event_type <> 'profile_updated'
        and occurred_at <= cfg_settings().data_end
),

combinations as (
    select distinct source, channel, event_type, vendor_event, campaign, currency, step_label
    from counted
),

final as (
    select
        (row_number() over (
            order by step_label, channel, event_type, vendor_event, campaign, currency, source
        ) - 1)::integer as kind_key,
        source, channel, event_type, vendor_event, campaign, currency, step_label,
        'inbound' as direction,
    from combinations
)

select * from final
