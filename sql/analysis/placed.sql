-- placed: every inbound touchpoint with its unit, its kind as the store numbers it, and its item.
-- grain: event_key
-- column unit_key: the event's most local identifier: whose it would be had nobody stitched
with

touchpoints as (
    select
        profile_key, touchpoint_number, event_key, identifier_key, is_session_start, occurred_at, counted_value,
        kind_key,
    from int_touchpoints
    where is_inbound
),

about as (
    select events.event_key, items.item_key
    from events
    inner join analysis_items as items on events.item = items.item
),

final as (
    select
        touchpoints.profile_key, touchpoints.touchpoint_number, touchpoints.event_key, touchpoints.is_session_start,
        touchpoints.occurred_at, touchpoints.counted_value, touchpoints.kind_key,
        coalesce(units.unit_key, touchpoints.identifier_key) as unit_key,
        coalesce(about.item_key, 0) as item_key,
    from touchpoints
    left join about on touchpoints.event_key = about.event_key
    left join analysis_event_units as units on touchpoints.event_key = units.event_key
)

select * from final
