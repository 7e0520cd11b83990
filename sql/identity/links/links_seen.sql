-- links_seen: the links of the pairs in scope, from the events that may link.
-- grain: a_key, b_key
with

pairs as (
    select strongest_key, identifier_key, event_key, occurred_at, is_join, is_both_verified
    from id_scope_pairs
    where not is_conflicting and not is_denied
),

gathered as (
    select
        strongest_key as a_key,
        identifier_key as b_key,
        count(*) as events,
        min(occurred_at) as first_seen_at,
        max(occurred_at) as last_seen_at,
        bool_or(is_join) as is_join,
        max(occurred_at) filter (where is_join) as joined_at,
        bool_or(is_both_verified) as is_both_verified,
        -- Time and key in one integer, twice: where both name one event, no other shares its instant.
        min(epoch_us(occurred_at)::hugeint * 1000000000000000000 + event_key) as first_low,
        min(epoch_us(occurred_at)::hugeint * 1000000000000000000 - event_key) as first_high,
    from pairs
    group by strongest_key, identifier_key
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
