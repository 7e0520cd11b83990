-- broken_statements: what statements say of two identifiers of one broken component, small components first.
-- grain: place
with

final as (
    select
        one.component_key,
        stated.a_key,
        stated.b_key,
        stated.is_split::integer as is_split,
        epoch_us(stated.stated_at) as stated_at,
        stated.place,
    from id_stated_pairs as stated
    inner join id_components as one on one.identifier_key = stated.a_key
    inner join id_components as other
        on other.identifier_key = stated.b_key and other.component_key = one.component_key
    inner join id_broken_sizes as sizes on sizes.component_key = one.component_key
    order by sizes.links, one.component_key, stated.place
)

select * from final
