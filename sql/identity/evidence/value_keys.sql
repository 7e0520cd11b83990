-- value_keys: each written value with the key of the identifier it is, or of the unusable value it is.
-- grain: namespace_order, value
with

judged as (
    select
        values_in_scope.namespace_order,
        values_in_scope.value,
        values_in_scope.normalised,
        values_in_scope.is_malformed or blocked.value_number is not null as is_unusable,
    from id_normalised_values as values_in_scope
    left join id_blocked_values as blocked using (value_number)
),

final as (
    select
        judged.namespace_order,
        judged.value,
        identifiers.identifier_key,
        null as value_key,
        -- Another spelling of the same identifier may stand on the same event.
        judged.normalised <> judged.value as is_respelled,
    from judged
    inner join id_interned_identifiers as identifiers
        on identifiers.namespace_order = judged.namespace_order and identifiers.value = judged.normalised
    where not judged.is_unusable
    union all
    select
        judged.namespace_order,
        judged.value,
        null as identifier_key,
        unusable.value_key,
        false as is_respelled,
    from judged
    inner join id_interned_unusable as unusable
        on unusable.namespace_order = judged.namespace_order and unusable.value = judged.normalised
    where judged.is_unusable
)

select * from final
