-- interned_identifiers: the usable identifiers in scope, each with the key it had or a new one.
-- grain: namespace_order, value
with

usable as (
    select distinct values_in_scope.namespace_order, values_in_scope.normalised as value
    from id_normalised_values as values_in_scope
    anti join id_blocked_values using (value_number)
    where not values_in_scope.is_malformed
),

named as (
    select namespaces.namespace, usable.value, namespaces.kind, namespaces.rank, usable.namespace_order
    from usable
    inner join cfg_identity_namespaces as namespaces using (namespace_order)
),

known as (
    select
        identifiers.identifier_key,
        named.namespace,
        named.value,
        named.kind,
        named.rank,
        named.namespace_order,
    from named
    left join identifiers
        on identifiers.namespace = named.namespace and identifiers."value" = named.value
),

last_key as (
    select coalesce(max(identifier_key), 0) as identifier_key
    from identifiers
),

final as (
    select identifier_key, namespace, value, kind, rank, namespace_order, false as is_added
    from known
    where identifier_key is not null
    union all
    select
        (last_key.identifier_key + row_number() over ())::integer as identifier_key,
        known.namespace,
        known.value,
        known.kind,
        known.rank,
        known.namespace_order,
        true as is_added,
    from known
    cross join last_key
    where known.identifier_key is null
)

select * from final
