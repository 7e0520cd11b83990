-- broken_sightings: when identifiers of broken components were seen, where the limit of their namespace has a window.
-- grain: identifier_key, seen_at
with

windowed as materialized (
    select components.identifier_key, components.component_key, sizes.links
    from id_components as components
    inner join id_broken_sizes as sizes using (component_key)
    inner join id_known_identifiers as identifiers using (identifier_key)
    inner join cfg_identity_namespaces as namespaces
        on namespaces.namespace_order = identifiers.namespace_order and namespaces.window_days is not null
),

final as (
    select distinct
        windowed.component_key,
        windowed.identifier_key,
        epoch_us(carries.occurred_at)::double as seen_at,
        windowed.links,
    from id_carries as carries
    inner join windowed using (identifier_key)
)

select component_key, identifier_key, seen_at
from final
order by links, component_key, identifier_key, seen_at
