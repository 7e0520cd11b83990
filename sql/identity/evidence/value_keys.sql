-- value_keys: each written value with the key of the identifier it is, or of the unusable value it is.
-- grain: namespace_order, value
with

final as (
    select
        values_in_scope.namespace_order,
        values_in_scope.value,
        identifiers.identifier_key,
        unusable.value_key,
        -- Another spelling of the same identifier may stand on the same event.
        values_in_scope.normalised <> values_in_scope.value as is_respelled,
    from id_normalised_values as values_in_scope
    left join id_blocked_values as blocked using (value_number)
    left join id_interned_identifiers as identifiers
        on identifiers.namespace_order = values_in_scope.namespace_order
        and identifiers.value = values_in_scope.normalised
        and not values_in_scope.is_malformed
        and blocked.value_number is null
    left join id_interned_unusable as unusable
        on unusable.namespace_order = values_in_scope.namespace_order
        and unusable.value = values_in_scope.normalised
        and (values_in_scope.is_malformed or blocked.value_number is not null)
)

select * from final
