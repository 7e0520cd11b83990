-- placed: every inbound touchpoint with its unit, its item and what of its event decides its kind, in one number.
-- grain: event_key
-- column unit_key: the event's most local identifier: whose it would be had nobody stitched
-- column combination: equal where source, channel, type, vendor's name, campaign and currency are; never published
with

touchpoints as (
    select
        profile_key, touchpoint_number, event_key, identifier_key, is_session_start, occurred_at, counted_value,
        label_key,
    from int_touchpoints
    where is_inbound
),

described as (
    select
        events.event_key,
        hash(
            events.source, events.channel, events.event_type, events.vendor_event, events.campaign, events.currency
        ) as combination,
        coalesce(items.item_key, 0) as item_key,
    from events
    left join analysis_items as items on events.item = items.item
),

final as (
    select
        touchpoints.profile_key, touchpoints.touchpoint_number, touchpoints.event_key, touchpoints.is_session_start,
        touchpoints.occurred_at, touchpoints.counted_value, touchpoints.label_key,
        coalesce(units.unit_key, touchpoints.identifier_key) as unit_key,
        described.combination, described.item_key,
    from touchpoints
    inner join described on touchpoints.event_key = described.event_key
    left join analysis_event_units as units on touchpoints.event_key = units.event_key
)

select * from final
