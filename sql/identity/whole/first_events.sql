-- first_events: identifiers whose first instant holds several events: the first of them in canonical order.
-- grain: identifier_key
with

carried as materialized (
    select carries.identifier_key, carries.event_key, carries.occurred_at
    from id_carries as carries
    semi join id_tied_identifiers using (identifier_key)
),

first_instants as (
    select identifier_key, min(occurred_at) as occurred_at
    from carried
    group by identifier_key
),

at_first as (
    select carried.identifier_key, carried.event_key
    from carried
    semi join first_instants using (identifier_key, occurred_at)
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
