-- stated_pairs: the pairs of which both identifiers were seen: what is joined, and what is kept apart.
-- grain: a_key, b_key
with

named as materialized (
    select identifiers.identifier_key, identifiers.namespace, identifiers."value" as value
    from identifiers
    semi join (
        select namespace_a as namespace, value_a as value from stated_pairs
        union
        select namespace_b as namespace, value_b as value from stated_pairs
    ) as ends on ends.namespace = identifiers.namespace and ends.value = identifiers."value"
),

seen as materialized (
    select named.identifier_key, named.namespace, named.value
    from named
    semi join identifier_facts as facts using (identifier_key)
),

final as (
    select
        one.identifier_key as a_key,
        other.identifier_key as b_key,
        stated.is_split,
        stated."at" as stated_at,
        stated.statement_id,
        (row_number() over (
            order by stated.namespace_a, stated.value_a, stated.namespace_b, stated.value_b
        ) - 1)::integer as place,
    from stated_pairs as stated
    inner join seen as one on one.namespace = stated.namespace_a and one.value = stated.value_a
    inner join seen as other on other.namespace = stated.namespace_b and other.value = stated.value_b
)

select * from final
