-- silent_identifiers: every identifier of the silent events.
-- grain: event_key, identifier_key
with

final as (
    select event_key, identifier_key
    from event_identity
    semi join id_silent_events using (event_key)
    union all
    select event_key, identifier_key
    from event_pairs
    semi join id_silent_events using (event_key)
)

select * from final
