-- broken_latest: the links of broken components, each with the place of its latest event in canonical order.
-- grain: a_key, b_key
with

-- These few are found first: the engine takes a table of this transaction for empty, and would join all the others.
broken as materialized (
    select active.a_key, active.b_key, active.last_seen_at
    from id_active_links as active
    inner join id_components as components on components.identifier_key = active.a_key
    semi join id_broken_sizes as sizes on sizes.component_key = components.component_key
),

at_last as materialized (
    select broken.a_key, broken.b_key, pairs.event_key
    from event_pairs as pairs
    inner join broken
        on broken.a_key = pairs.strongest_key
        and broken.b_key = pairs.identifier_key
        and broken.last_seen_at = pairs.occurred_at
    where not pairs.is_conflicting and not pairs.is_denied
),

placed as (
    select
        event_key,
        row_number() over (order by occurred_at, sequence, source, event_id) as place,
    from events
    semi join at_last using (event_key)
),

final as (
    select at_last.a_key, at_last.b_key, max(placed.place)::integer as place
    from at_last
    inner join placed using (event_key)
    group by at_last.a_key, at_last.b_key
)

select * from final
