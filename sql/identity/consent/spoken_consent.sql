-- spoken_consent: events in scope that speak of the purpose ($1, a JSON pointer), and what they say.
-- grain: event_key
with

said as (
    select event_key, lower(json_extract_string(consent, $1)) as word
    from id_scope_events
    where consent is not null and json_valid(consent)
),

final as (
    select event_key, word in ('true', 'granted') as is_granted
    from said
    where word in ('true', 'granted', 'false', 'denied')
)

select * from final
