-- touchpoints: every inbound touchpoint as numbers, in the order of its profile.
-- grain: profile_key, touchpoint_number
-- column unit_key: the event's most local identifier: whose it would be had nobody stitched
-- column unit_order: places touchpoints of one unit and instant that stand on several profiles; else 0
-- column kind_key: what it was, by analysis_kinds
-- column item_key: what it was about, by analysis_items
with

touchpoints as (
    select
        profile_key, touchpoint_number, event_key, identifier_key, is_session_start, occurred_at, counted_value,
    from int_touchpoints
    where is_inbound
),

events_named as (
    select event_key, source, channel, event_type, vendor_event, campaign, currency, step_label, item
    from int_events_named
    where direction = 'inbound'
),

facts as (
    select events_named.event_key, kinds.kind_key, coalesce(items.item_key, 0) as item_key
    from events_named
    inner join analysis_kinds as kinds
        on
            events_named.step_label = kinds.step_label
            and events_named.channel = kinds.channel
            and events_named.event_type = kinds.event_type
            and events_named.source = kinds.source
            and events_named.vendor_event is not distinct from kinds.vendor_event
            and events_named.campaign is not distinct from kinds.campaign
            and events_named.currency is not distinct from kinds.currency
    left join analysis_items as items on events_named.item = items.item
),

placed as (
    select
        touchpoints.profile_key, touchpoints.touchpoint_number, touchpoints.event_key, touchpoints.is_session_start,
        touchpoints.occurred_at, touchpoints.counted_value,
        coalesce(units.unit_key, touchpoints.identifier_key) as unit_key,
        facts.kind_key, facts.item_key,
    from touchpoints
    inner join facts on touchpoints.event_key = facts.event_key
    left join analysis_event_units as units on touchpoints.event_key = units.event_key
),

final as (
    select
        placed.profile_key,
        placed.touchpoint_number::integer as touchpoint_number,
        placed.unit_key,
        coalesce(unit_orders.unit_order, 0) as unit_order,
        epoch_us(placed.occurred_at) as occurred_us,
        placed.kind_key,
        placed.item_key,
        placed.is_session_start,
        placed.counted_value as value,
    from placed
    left join analysis_unit_orders as unit_orders on placed.event_key = unit_orders.event_key
    order by placed.profile_key, placed.touchpoint_number
)

select * from final
