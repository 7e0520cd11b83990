-- first_link_events: links whose first instant holds several events: the first of them in canonical order.
-- grain: a_key, b_key
with

tied as materialized (
    select a_key, b_key, first_seen_at
    from links
    where first_event_key < 0
),

at_first as (
    select tied.a_key, tied.b_key, pairs.event_key
    from event_pairs as pairs
    inner join tied
        on tied.a_key = pairs.strongest_key
        and tied.b_key = pairs.identifier_key
        and tied.first_seen_at = pairs.occurred_at
    where not pairs.is_conflicting and not pairs.is_denied
),

final as (
    select
        at_first.a_key,
        at_first.b_key,
        arg_min(
            at_first.event_key,
            {sequence: events.sequence, source: events.source, event_id: events.event_id}
        ) as event_key,
    from at_first
    inner join events using (event_key)
    group by at_first.a_key, at_first.b_key
)

select * from final
