-- speakers: events that speak of the purpose and carry an identifier of a silent event, numbered in canonical order.
-- grain: event_key, identifier_key
with

asked as (
    select distinct identifier_key
    from id_silent_identifiers
),

speaking as (
    select carries.event_key, carries.identifier_key
    from id_carries as carries
    semi join asked using (identifier_key)
    semi join consent_events using (event_key)
),

numbered as (
    select
        events.event_key,
        row_number() over (
            order by events.occurred_at, events.sequence, events.source, events.event_id
        ) as speaker_number,
    from events
    semi join speaking using (event_key)
),

final as (
    select speaking.event_key, speaking.identifier_key, numbered.speaker_number, consent_events.is_granted
    from speaking
    inner join numbered using (event_key)
    inner join consent_events using (event_key)
)

select * from final
