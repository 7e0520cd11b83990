-- facts_seen: when and how often each identifier in scope was seen.
-- grain: identifier_key
with

gathered as (
    select
        identifier_key,
        sum(events)::bigint as events,
        min(first_seen_at) as first_seen_at,
        max(last_seen_at) as last_seen_at,
        bool_or(is_verified) as is_verified,
        min(epoch_us(first_seen_at)::hugeint * 1000000000000000000 + first_event_key) as first_low,
        min(epoch_us(first_seen_at)::hugeint * 1000000000000000000 - first_event_key) as first_high,
    from id_facts_parts
    group by identifier_key
),

final as (
    select
        identifier_key,
        events,
        first_seen_at,
        last_seen_at,
        is_verified,
        (first_low - epoch_us(first_seen_at)::hugeint * 1000000000000000000)::bigint as first_event_key,
        first_low + first_high <> 2 * epoch_us(first_seen_at)::hugeint * 1000000000000000000 as has_tied_first,
    from gathered
)

select * from final
