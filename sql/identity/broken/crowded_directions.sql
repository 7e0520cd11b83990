-- crowded_directions: components in which a value is linked with more values of a namespace than max_per lets it be.
-- grain: component_key
with

ends as (
    select a_key as identifier_key, b_key as other_key from id_active_links
    union all
    select b_key as identifier_key, a_key as other_key from id_active_links
),

crowded as (
    select ends.identifier_key
    from ends
    inner join id_known_identifiers as own on own.identifier_key = ends.identifier_key
    inner join id_known_identifiers as others on others.identifier_key = ends.other_key
    inner join cfg_identity_directions as directions
        on directions.per_order = own.namespace_order and directions.namespace_order = others.namespace_order
    group by ends.identifier_key, directions.namespace_order
    having count(*) > any_value(directions.most)
),

final as (
    select distinct components.component_key
    from id_components as components
    semi join crowded using (identifier_key)
)

select * from final
