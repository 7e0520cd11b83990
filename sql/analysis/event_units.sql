-- event_units: of events that carry several identifiers the most local one: the highest rank number, then namespace, value.
-- An event without a row here carries one identifier, by which it was matched.
-- grain: event_key
with

carried as (
    select event_key, identifier_key
    from event_pairs
    union
    select event_key, strongest_key as identifier_key
    from event_pairs
),

final as (
    select
        carried.event_key,
        arg_min(
            carried.identifier_key,
            {rank: -identifiers.rank, namespace: identifiers.namespace, value: identifiers."value"}
        ) as unit_key,
    from carried
    inner join identifiers on carried.identifier_key = identifiers.identifier_key
    group by carried.event_key
)

select * from final
