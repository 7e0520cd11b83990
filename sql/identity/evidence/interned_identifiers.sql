-- interned_identifiers: the usable identifiers in scope, each with the key it had or a new one.
-- grain: namespace_order, value
with

usable as (
    select
        values_in_scope.namespace_order,
        values_in_scope.namespace,
        values_in_scope.value,
        values_in_scope.normalised,
        values_in_scope.value_hash,
    from id_judged_values as values_in_scope
    anti join (
        select namespace_order
        from cfg_identity_namespaces
        where kind = 'household'
    ) as households using (namespace_order)
    where values_in_scope.reason is null
),

-- Written values are distinct already; only what another spelling comes to may come up twice.
respelled as (
    select distinct namespace_order, namespace, normalised as value, value_hash
    from usable
    where normalised <> value
),

named as (
    select namespace_order, namespace, value, value_hash
    from usable
    anti join respelled using (value_hash)
    where normalised = value
    union all
    select namespace_order, namespace, value, value_hash
    from respelled
),

known as (
    select
        identifiers.identifier_key,
        named.namespace,
        named.value,
        named.namespace_order,
        named.value_hash,
    from named
    left join id_known_names as identifiers
        on identifiers.namespace = named.namespace and identifiers.value = named.value
),

last_key as (
    select coalesce(max(identifier_key), 0) as identifier_key
    from identifiers
),

final as (
    select identifier_key, namespace, value, namespace_order, value_hash, false as is_added
    from known
    where identifier_key is not null
    union all
    select
        (last_key.identifier_key + row_number() over ())::integer as identifier_key,
        known.namespace,
        known.value,
        known.namespace_order,
        known.value_hash,
        true as is_added,
    from known
    cross join last_key
    where known.identifier_key is null
)

select * from final
