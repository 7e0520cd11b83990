-- tied_links: links whose first instant holds several events: the first of them in canonical order.
-- grain: a_key, b_key
with

tied as (
    select a_key, b_key, first_seen_at
    from id_links_seen
    where has_tied_first
),

at_first as (
    -- What was known before stands there with its own first event.
    select tied.a_key, tied.b_key, parts.first_event_key as event_key
    from id_link_parts as parts
    inner join tied
        on tied.a_key = parts.a_key
        and tied.b_key = parts.b_key
        and tied.first_seen_at = parts.first_seen_at
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
