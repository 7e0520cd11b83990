-- value_keys: each written value with the key of the identifier it is, or of the unusable value it is.
-- grain: value_hash
with

identifier_keys as (
    select
        judged.written_hash as value_hash,
        interned.identifier_key,
        null as value_key,
        interned.namespace_order,
        namespaces.kind <> 'person' as is_anonymous,
        -- Another spelling of the same identifier may stand on the same event.
        judged.value_hash <> judged.written_hash as is_respelled,
    from id_judged_values as judged
    inner join id_interned_identifiers as interned using (value_hash)
    inner join cfg_identity_namespaces as namespaces on namespaces.namespace_order = interned.namespace_order
    where judged.reason is null
),

unusable_keys as (
    select
        judged.written_hash as value_hash,
        null as identifier_key,
        unusable.value_key,
        judged.namespace_order,
        true as is_anonymous,
        false as is_respelled,
    from id_judged_values as judged
    inner join id_interned_unusable as unusable using (value_hash)
    where judged.reason is not null
),

final as (
    select value_hash, identifier_key, value_key, namespace_order, is_anonymous, is_respelled from identifier_keys
    union all
    select value_hash, identifier_key, value_key, namespace_order, is_anonymous, is_respelled from unusable_keys
)

select * from final
