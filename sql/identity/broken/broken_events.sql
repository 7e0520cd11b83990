-- broken_events: the events of broken components in canonical order, each with what it may link, strongest first. What an
-- event may not link, for it is denied, conflicting, or its strongest identifier is shared, stands alone in a part.
-- grain: event_key, identifier_key
with

nodes as materialized (
    select components.identifier_key, components.component_key, sizes.links
    from id_components as components
    inner join id_broken_sizes as sizes using (component_key)
),

stars as (
    select
        pairs.event_key,
        pairs.strongest_key,
        pairs.identifier_key,
        not pairs.is_conflicting and not pairs.is_denied and centres.identifier_key is not null as is_linking,
    from event_pairs as pairs
    left join nodes as centres on centres.identifier_key = pairs.strongest_key
),

carried as materialized (
    select event_key, identifier_key, 0 as part
    from event_identity
    semi join nodes using (identifier_key)
    union all
    select stars.event_key, stars.identifier_key, case when stars.is_linking then 0 else stars.identifier_key end as part
    from stars
    semi join nodes using (identifier_key)
),

placed as (
    select
        event_key,
        epoch_us(occurred_at)::double as seen_at,
        row_number() over (order by occurred_at, sequence, source, event_id) as place,
    from events
    semi join carried using (event_key)
),

final as (
    select
        nodes.component_key,
        nodes.links,
        placed.place,
        carried.part,
        carried.identifier_key,
        placed.seen_at,
        identifiers.namespace_order,
        identifiers."value" as value,
    from carried
    inner join placed using (event_key)
    inner join nodes using (identifier_key)
    inner join id_known_identifiers as identifiers using (identifier_key)
)

select component_key, place::integer as place, part, identifier_key, seen_at
from final
order by links, component_key, place, part, namespace_order, value
