-- tied_facts: identifiers whose first instant holds several events: the first of them in canonical order.
-- grain: identifier_key
with

tied as (
    select identifier_key, first_seen_at
    from id_facts_seen
    where has_tied_first
),

at_first as (
    -- What was known before stands there with its own first event.
    select tied.identifier_key, parts.first_event_key as event_key
    from id_facts_parts as parts
    inner join tied
        on tied.identifier_key = parts.identifier_key and tied.first_seen_at = parts.first_seen_at
),

final as (
    select
        at_first.identifier_key,
        arg_min(
            at_first.event_key,
            {sequence: events.sequence, source: events.source, event_id: events.event_id}
        ) as event_key,
    from at_first
    inner join events using (event_key)
    group by at_first.identifier_key
)

select * from final
