-- denied_events: events to be judged that may not link: by their own word, else by the last that was heard.
-- grain: event_key
with

speaking as (
    select distinct speaker_number, is_granted
    from id_speakers
),

final as (
    select consent_events.event_key
    from consent_events
    semi join id_consent_scope using (event_key)
    where not consent_events.is_granted
    union all
    select heard.event_key
    from id_heard as heard
    inner join speaking using (speaker_number)
    where not speaking.is_granted
)

select * from final
