-- value_keys: each written value with the key of the identifier it is, or of the unusable value it is.
-- grain: value_hash
with

interned as (
    select
        identifiers.value_hash,
        identifiers.identifier_key,
        identifiers.namespace_order,
        namespaces.kind <> 'person' as is_anonymous,
    from id_interned_identifiers as identifiers
    inner join cfg_identity_namespaces as namespaces using (namespace_order)
),

-- Most values are written as they are compared; only the others are looked up.
otherwise_written as (
    select written_hash, value_hash, reason
    from id_judged_values
    where reason is not null or value_hash <> written_hash
),

identifier_keys as (
    select value_hash, identifier_key, null as value_key, namespace_order, is_anonymous, false as is_respelled
    from interned
    anti join otherwise_written on otherwise_written.written_hash = interned.value_hash
    union all
    select
        otherwise_written.written_hash as value_hash,
        interned.identifier_key,
        null as value_key,
        interned.namespace_order,
        interned.is_anonymous,
        -- Another spelling of the same identifier may stand on the same event.
        true as is_respelled,
    from otherwise_written
    inner join interned using (value_hash)
    where otherwise_written.reason is null
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
