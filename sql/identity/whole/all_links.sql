-- all_links: the links of all evidence, from the events that may link. Where several events share the first instant of a
-- link, its first event is not known yet: -1.
-- grain: a_key, b_key
with

gathered as (
    select
        strongest_key as a_key,
        identifier_key as b_key,
        count(*) as events,
        min(occurred_at) as first_seen_at,
        max(occurred_at) as last_seen_at,
        last_joined_at(is_join, occurred_at) as joined_at,
        is_some_verified(is_both_verified) as is_both_verified,
        -- Time and key in one integer, twice: where both name one event, no other shares its instant.
        min(event_place(occurred_at) + event_key) as first_low,
        min(event_place(occurred_at) - event_key) as first_high,
    from event_pairs
    where not is_conflicting and not is_denied
    group by strongest_key, identifier_key
),

final as (
    select
        a_key,
        b_key,
        events,
        first_seen_at,
        last_seen_at,
        joined_at is not null as is_join,
        joined_at,
        is_both_verified,
        case
            when first_low + first_high = 2 * event_place(first_seen_at) then (first_low - event_place(first_seen_at))::bigint
            else -1
        end as first_event_key,
    from gathered
)

select * from final
