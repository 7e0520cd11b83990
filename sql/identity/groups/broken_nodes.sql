-- broken_nodes: the identifiers of broken components, small components first.
-- grain: identifier_key
with

final as (
    select
        components.component_key,
        components.identifier_key,
        identifiers.namespace_order,
        (identifiers.kind = 'device')::integer as is_device,
        facts.is_verified::integer as is_verified,
    from id_components as components
    inner join id_broken_sizes as sizes using (component_key)
    inner join identifiers using (identifier_key)
    inner join identifier_facts as facts using (identifier_key)
    order by sizes.links, components.component_key, components.identifier_key
)

select * from final
