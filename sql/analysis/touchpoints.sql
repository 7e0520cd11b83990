-- touchpoints: every inbound touchpoint as numbers, in the order of its profile.
-- grain: profile_key, touchpoint_number
-- column unit_key: the event's most local identifier: whose it would be had nobody stitched
-- column unit_order: places touchpoints of one unit and instant that stand on several profiles; else 0
-- column kind_key: what it was, by analysis_kinds
-- column item_key: what it was about, by analysis_items
with

placed as (
    select
        profile_key, touchpoint_number, event_key, unit_key, occurred_at, kind_key, item_key, is_session_start,
        counted_value,
    from analysis_placed
),

final as (
    select
        placed.profile_key,
        placed.touchpoint_number::integer as touchpoint_number,
        placed.unit_key,
        coalesce(unit_orders.unit_order, 0) as unit_order,
        epoch_us(placed.occurred_at) as occurred_us,
        kinds.kind_key,
        placed.item_key,
        placed.is_session_start,
        placed.counted_value as value,
    from placed
    inner join analysis_kinds as kinds on placed.kind_key = kinds.stored_key
    left join analysis_unit_orders as unit_orders on placed.event_key = unit_orders.event_key
    order by placed.profile_key, placed.touchpoint_number
)

select * from final
