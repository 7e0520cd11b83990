-- event_units: of events that carry several identifiers the most local one: the highest rank number, then namespace, value.
-- An event without a row here carries one identifier, by which it was matched.
-- grain: event_key
with

namespaces as (
    select distinct namespace_order, rank, namespace
    from identifiers
),

-- The most local namespace has the smallest number.
localities as (
    select namespace_order, row_number() over (order by rank desc, namespace) as locality
    from namespaces
),

places as (
    select identifiers.identifier_key, localities.locality
    from identifiers
    inner join localities on identifiers.namespace_order = localities.namespace_order
),

carried as (
    select event_key, identifier_key
    from event_pairs
    union all
    select event_key, strongest_key as identifier_key
    from event_pairs
),

-- Both name the same identifier unless the event carries several of its most local namespace.
packed as (
    select
        carried.event_key,
        min((places.locality << 32) + carried.identifier_key) as lowest,
        min((places.locality << 32) + (2147483647 - carried.identifier_key)) as highest,
    from carried
    inner join places on carried.identifier_key = places.identifier_key
    group by carried.event_key
),

tied as (
    select event_key, lowest >> 32 as locality
    from packed
    where lowest & 4294967295 <> 2147483647 - (highest & 4294967295)
),

chosen as (
    select tied.event_key, arg_min(carried.identifier_key, identifiers."value") as identifier_key
    from tied
    inner join carried on tied.event_key = carried.event_key
    inner join places on carried.identifier_key = places.identifier_key and tied.locality = places.locality
    inner join identifiers on carried.identifier_key = identifiers.identifier_key
    group by tied.event_key
),

final as (
    select
        packed.event_key,
        coalesce(chosen.identifier_key, (packed.lowest & 4294967295)::integer) as unit_key,
    from packed
    left join chosen on packed.event_key = chosen.event_key
)

select * from final
