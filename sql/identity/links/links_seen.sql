-- links_seen: the links of the pairs in scope, from the events that may link and what was known of them before.
-- grain: a_key, b_key
with

gathered as (
    select
        a_key,
        b_key,
        sum(events)::bigint as events,
        min(first_seen_at) as first_seen_at,
        max(last_seen_at) as last_seen_at,
        bool_or(is_join) as is_join,
        max(joined_at) as joined_at,
        bool_or(is_both_verified) as is_both_verified,
        -- Time and key in one integer, twice: where both name one event, no other shares its instant.
        min(epoch_us(first_seen_at)::hugeint * 1000000000000000000 + first_event_key) as first_low,
        min(epoch_us(first_seen_at)::hugeint * 1000000000000000000 - first_event_key) as first_high,
    from id_link_parts
    group by a_key, b_key
),

final as (
    select
        a_key,
        b_key,
        events,
        first_seen_at,
        last_seen_at,
        is_join,
        joined_at,
        is_both_verified,
        (first_low - epoch_us(first_seen_at)::hugeint * 1000000000000000000)::bigint as first_event_key,
        first_low + first_high <> 2 * epoch_us(first_seen_at)::hugeint * 1000000000000000000 as has_tied_first,
    from gathered
)

select * from final
