-- unit_orders: of units whose touchpoints stand on several profiles, the place of each in canonical order.
-- Any other unit's touchpoints stand on one profile, whose own order places them.
-- grain: event_key
with

placed as (
    select profile_key, event_key, unit_key
    from analysis_placed
),

homes as (
    select identifier_key, profile_key
    from members
),

straying as (
    select distinct placed.unit_key
    from placed
    left join homes on placed.unit_key = homes.identifier_key
    where
        placed.profile_key
        is distinct from case when homes.identifier_key is null then placed.unit_key else homes.profile_key end
),

final as (
    select
        placed.event_key,
        row_number() over (
            partition by placed.unit_key
            order by events.occurred_at, events.sequence, events.source, events.event_id
        )::integer as unit_order,
    from placed
    semi join straying on placed.unit_key = straying.unit_key
    inner join events on placed.event_key = events.event_key
)

select * from final
