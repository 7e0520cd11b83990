-- star_candidates: per event with several values its strongest namespace and one identifier of it.
-- grain: event_key
with

packed as (
    select
        event_key,
        any_value(occurred_at) as occurred_at,
        any_value(is_join) as is_join,
        count(*) as identifiers,
        bool_and(is_anonymous) as is_anonymous,
        -- Namespace, key and flag in one integer: its minimum belongs to the strongest namespace.
        min(
            (namespace_order::bigint << 33) + (identifier_key::bigint << 1) + is_verified::bigint
        ) as strongest,
        -- 60 places are shared by more namespaces: that only means to look again at an event in vain.
        count(*) > bit_count(bit_or(1::bigint << (namespace_order % 60))) as has_repeated_namespace,
    from id_carried_together
    group by event_key
),

final as (
    select
        event_key,
        occurred_at,
        is_join,
        identifiers,
        is_anonymous,
        has_repeated_namespace,
        ((strongest >> 1) & 4294967295)::integer as strongest_key,
        (strongest & 1) = 1 as is_verified,
    from packed
)

select * from final
