-- broken_nodes: the identifiers of broken components, small components first.
-- grain: identifier_key
with

-- These few are found first: the engine takes a table of this transaction for empty, and would join all the others.
nodes as materialized (
    select components.identifier_key, components.component_key, sizes.links
    from id_components as components
    inner join id_broken_sizes as sizes using (component_key)
),

final as (
    select
        nodes.component_key,
        nodes.identifier_key,
        identifiers.namespace_order,
        (identifiers.kind = 'device')::integer as is_device,
        facts.is_verified::integer as is_verified,
    from nodes
    inner join id_known_identifiers as identifiers using (identifier_key)
    inner join id_known_facts as facts using (identifier_key)
    order by nodes.links, nodes.component_key, nodes.identifier_key
)

select * from final
