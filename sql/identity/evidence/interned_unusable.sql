-- interned_unusable: the values in scope that are no identifier, each with the key it had or a new one.
-- grain: namespace, value
with

refused as (
    select
        namespace,
        value,
        value_hash,
        -- Of several spellings one may be blocked and another malformed: blocked says more.
        min(reason) as reason,
    from id_otherwise_written
    where reason is not null
    group by namespace, value, value_hash
),

known as (
    select unusable_values.value_key, refused.namespace, refused.value, refused.value_hash, refused.reason
    from refused
    left join unusable_values
        on unusable_values.namespace = refused.namespace and unusable_values."value" = refused.value
),

last_key as (
    select coalesce(max(value_key), 0) as value_key
    from unusable_values
),

final as (
    select value_key, namespace, value, value_hash, reason, false as is_added
    from known
    where value_key is not null
    union all
    select
        (last_key.value_key + row_number() over ())::integer as value_key,
        known.namespace,
        known.value,
        known.value_hash,
        known.reason,
        true as is_added,
    from known
    cross join last_key
    where known.value_key is null
)

select * from final
