-- judged_values: each written value in scope, and why it is no identifier where it is none.
-- grain: namespace_order, value
with

final as (
    select
        values_in_scope.rowid as place,
        values_in_scope.namespace_order,
        values_in_scope.namespace,
        values_in_scope.value,
        values_in_scope.normalised,
        values_in_scope.written_hash,
        values_in_scope.value_hash,
        case
            when stated.is_blocked or (stated.is_blocked is null and blocked.value is not null) then 'blocked'
            when values_in_scope.is_malformed then 'malformed'
        end as reason,
    from id_normalised_values as values_in_scope
    left join id_blocked_values as blocked
        on blocked.namespace_order = values_in_scope.namespace_order and blocked.value = values_in_scope.value
    -- A person's word about exactly this value counts for more than the configuration.
    left join cfg_stated_values as stated
        on stated.namespace_order = values_in_scope.namespace_order and stated.normalised = values_in_scope.normalised
)

select * from final
