-- broken_sizes: how many links each broken component has; none where only statements hold it together.
-- grain: component_key
with

counted as (
    select components.component_key, count(*) as links
    from id_active_links as links
    inner join id_components as components on components.identifier_key = links.a_key
    semi join id_broken_components as broken on broken.component_key = components.component_key
    group by components.component_key
),

final as (
    select broken.component_key, coalesce(counted.links, 0) as links
    from id_broken_components as broken
    left join counted using (component_key)
)

select * from final
