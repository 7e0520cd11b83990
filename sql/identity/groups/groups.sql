-- groups: the linked identifiers in scope, each with its component and, where it is not shared, its group.
-- grain: identifier_key
with

grouped as (
    select
        components.identifier_key,
        components.component_key,
        case
            when resolved.is_shared = 1 then null
            else coalesce(resolved.group_key, components.component_key)
        end as group_key,
        case when resolved.is_shared = 1 then 'device' end as sharing,
    from id_components as components
    left join id_resolved as resolved using (identifier_key)
),

final as (
    select identifier_key, component_key, group_key, sharing from grouped
    union all
    select identifier_key, identifier_key as component_key, null as group_key, 'value' as sharing
    from id_scope_shared_values
)

select * from final
