-- stated_seeds: identifiers that changed statements name, and those that statements name together with touched ones.
-- grain: identifier_key
with

named as (
    select namespace_a as namespace, value_a as value from id_changed_pairs
    union
    select namespace_b as namespace, value_b as value from id_changed_pairs
),

final as (
    select identifiers.identifier_key
    from identifiers
    semi join named on named.namespace = identifiers.namespace and named.value = identifiers."value"
    union
    select stated.a_key
    from id_stated_pairs as stated
    semi join id_touched_identifiers as touched on touched.identifier_key = stated.b_key
    union
    select stated.b_key
    from id_stated_pairs as stated
    semi join id_touched_identifiers as touched on touched.identifier_key = stated.a_key
)

select * from final
