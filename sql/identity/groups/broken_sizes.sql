-- broken_sizes: how many links each broken component has.
-- grain: component_key
with

final as (
    select components.component_key, count(*) as links
    from id_active_links as links
    inner join id_components as components on components.identifier_key = links.a_key
    semi join id_broken_components as broken on broken.component_key = components.component_key
    group by components.component_key
)

select * from final
