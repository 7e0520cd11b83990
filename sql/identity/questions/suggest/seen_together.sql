-- seen_together: pairs of identifiers of different namespaces that events carried together, whatever was refused later;
-- both ways round.
-- grain: identifier_key, other_key
with

pairs as (
    select a_key, b_key from links
    union
    select a_key, b_key from refused_pairs
),

turned as (
    select a_key as identifier_key, b_key as other_key from pairs
    union all
    select b_key as identifier_key, a_key as other_key from pairs
),

final as (
    select
        turned.identifier_key,
        turned.other_key,
        own.namespace_order,
        others.namespace_order as other_order,
    from turned
    inner join identifiers as own on own.identifier_key = turned.identifier_key
    inner join identifiers as others on others.identifier_key = turned.other_key
    where own.namespace_order <> others.namespace_order
)

select * from final
