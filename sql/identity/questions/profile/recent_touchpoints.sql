-- recent_touchpoints: of the events in int_events_named, all of one profile, the newest $1 that are touchpoints, and how
-- many events and touchpoints there are; one row without a touchpoint where there is none.
-- grain: event_key
with

counted as (
    select
        event_key, source, event_id, channel, event_type, vendor_event, step_label, direction, occurred_at,
        item, campaign, value, currency,
        row_number() over (order by occurred_at, sequence, source, event_id) as touchpoint_number,
    from int_events_named
    where not is_excluded and event_type <> 'profile_updated'
),

totals as (
    select
        count(*) as events,
        count(*) filter (where not is_excluded and event_type <> 'profile_updated') as touchpoints,
        count(*) filter (where not is_excluded and event_type <> 'profile_updated' and direction = 'inbound')
            as inbound_touchpoints,
        published_time(min(occurred_at)) as first_seen_at,
        published_time(max(occurred_at)) as last_seen_at,
    from int_events_named
),

final as (
    select
        totals.events,
        totals.touchpoints,
        totals.inbound_touchpoints,
        totals.first_seen_at,
        totals.last_seen_at,
        counted.event_key,
        counted.touchpoint_number,
        counted.source,
        counted.event_id,
        counted.channel,
        counted.event_type,
        counted.vendor_event,
        counted.step_label,
        counted.direction,
        published_time(counted.occurred_at) as occurred_at,
        counted.item,
        counted.campaign,
        counted.value,
        counted.currency,
    from totals
    left join counted on counted.touchpoint_number > totals.touchpoints - $1::bigint
    order by counted.touchpoint_number desc
)

select * from final
