-- value_keys: each written value with the identifier it is, or with the key of the unusable value it is. The strength of an
-- identifier is one integer of namespace order, key, whether its kind is not person, and a free place for is_verified: the
-- smallest is the strongest.
-- grain: value_hash
with

interned as not materialized (
    select
        identifiers.value_hash,
        (identifiers.namespace_order::bigint << 34)
        + (identifiers.identifier_key::bigint << 2)
        + ((namespaces.kind <> 'person')::bigint << 1) as strength,
    from id_interned_identifiers as identifiers
    inner join cfg_identity_namespaces as namespaces using (namespace_order)
),

-- Another spelling of the same identifier may stand on the same event.
respelled as (
    select distinct value_hash
    from id_otherwise_written
    where reason is null
),

final as (
    select
        interned.value_hash,
        interned.strength,
        null as value_key,
        respelled.value_hash is not null as is_respelled,
    from interned
    anti join id_otherwise_written as otherwise_written on otherwise_written.written_hash = interned.value_hash
    left join respelled on respelled.value_hash = interned.value_hash
    union all
    select otherwise_written.written_hash, interned.strength, null as value_key, true as is_respelled
    from interned
    inner join id_otherwise_written as otherwise_written
        on otherwise_written.value_hash = interned.value_hash and otherwise_written.reason is null
    union all
    select otherwise_written.written_hash, null as strength, unusable.value_key, false as is_respelled
    from id_otherwise_written as otherwise_written
    inner join id_interned_unusable as unusable
        on unusable.value_hash = otherwise_written.value_hash and otherwise_written.reason is not null
)

select * from final
