-- interned_unusable: the values in scope that are no identifier, each with the key it had or a new one.
-- grain: namespace, value
with

refused as (
    select
        values_in_scope.namespace_order,
        values_in_scope.normalised as value,
        -- Of several spellings one may be blocked and another malformed: blocked says more.
        min(case when blocked.value_number is null then 'malformed' else 'blocked' end) as reason,
    from id_normalised_values as values_in_scope
    left join id_blocked_values as blocked using (value_number)
    where values_in_scope.is_malformed or blocked.value_number is not null
    group by values_in_scope.namespace_order, values_in_scope.normalised
),

known as (
    select
        unusable_values.value_key,
        namespaces.namespace,
        refused.namespace_order,
        refused.value,
        refused.reason,
    from refused
    inner join cfg_identity_namespaces as namespaces using (namespace_order)
    left join unusable_values
        on unusable_values.namespace = namespaces.namespace and unusable_values."value" = refused.value
),

last_key as (
    select coalesce(max(value_key), 0) as value_key
    from unusable_values
),

final as (
    select value_key, namespace, namespace_order, value, reason, false as is_added
    from known
    where value_key is not null
    union all
    select
        (last_key.value_key + row_number() over ())::integer as value_key,
        known.namespace,
        known.namespace_order,
        known.value,
        known.reason,
        true as is_added,
    from known
    cross join last_key
    where known.value_key is null
)

select * from final
