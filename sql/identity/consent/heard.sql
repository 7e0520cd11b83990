-- heard: for each silent event the latest speaker before it, in canonical order, on any of its identifiers.
-- grain: event_key
with

timeline as (
    select event_key, identifier_key, null as speaker_number
    from id_silent_identifiers
    union all
    select event_key, identifier_key, speaker_number
    from id_speakers
),

ordered as (
    select
        timeline.event_key,
        timeline.speaker_number is null as is_silent,
        max(timeline.speaker_number) over (
            partition by timeline.identifier_key
            order by events.occurred_at, events.sequence, events.source, events.event_id
            rows unbounded preceding
        ) as last_speaker,
    from timeline
    inner join events using (event_key)
),

final as (
    select event_key, max(last_speaker) as speaker_number
    from ordered
    where is_silent and last_speaker is not null
    group by event_key
)

select * from final
