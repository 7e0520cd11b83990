-- blocked_values: which of the written values of some namespaces an expression ($2) blocks.
-- grain: namespace_order, value
with

candidates as (
    select values_in_scope.namespace_order, values_in_scope.value, values_in_scope.normalised
    from id_normalised_values as values_in_scope
    semi join (
        select namespace_order
        from cfg_identity_blocked
        where expression_number = $1
    ) as named using (namespace_order)
),

final as (
    select namespace_order, value
    from candidates
    where regexp_matches(value, $2, 'is')
        or (normalised <> value and regexp_matches(normalised, $2, 'is'))
)

select * from final
