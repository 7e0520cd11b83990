-- groups: the linked identifiers in scope, each with its component and, where it is not shared, its group.
-- grain: identifier_key
with

grouped as (
    select
        components.identifier_key,
        components.component_key,
        case
            when shared.identifier_key is not null or resolved.is_shared = 1 then null
            else coalesce(resolved.group_key, components.component_key)
        end as group_key,
        -- A shared value stands in a component only where a statement joins it with others: it joins them, and stays
        -- nobody's own.
        case
            when shared.identifier_key is not null then 'value'
            when resolved.is_shared = 1 then 'device'
        end as sharing,
    from id_components as components
    left join id_resolved as resolved using (identifier_key)
    left join id_scope_shared_values as shared using (identifier_key)
),

final as (
    select identifier_key, component_key, group_key, sharing from grouped
    union all
    select identifier_key, identifier_key as component_key, null as group_key, 'value' as sharing
    from id_scope_shared_values
    anti join grouped using (identifier_key)
)

select * from final
