-- star_candidates: per event with several values its strongest namespace and one identifier of it.
-- grain: event_key
with

gathered as (
    select
        event_key,
        min(strength) as strongest,
        bit_and(strength) as common,
        -- 60 places are shared by more namespaces: that only means to look again at an event in vain.
        count(*) > bit_count(bit_or(1::bigint << ((strength >> 34) % 60))) as has_repeated_namespace,
    from id_carried_once
    group by event_key
),

final as (
    select
        event_key,
        strongest,
        common & 2 = 2 as is_anonymous,
        has_repeated_namespace,
    from gathered
)

select * from final
