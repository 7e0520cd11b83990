-- silent_events: events to be judged that do not speak of the purpose and carry an identifier that was denied it.
-- grain: event_key
with

silent as (
    select event_key, strongest_key, identifier_key
    from event_pairs
    semi join id_consent_scope using (event_key)
    anti join consent_events using (event_key)
    union all
    select households.event_key, event_identity.identifier_key as strongest_key, event_identity.identifier_key
    from event_households as households
    semi join id_consent_scope using (event_key)
    anti join consent_events using (event_key)
    inner join event_identity using (event_key)
),

final as (
    select event_key
    from silent
    semi join id_denying_identifiers as denying on denying.identifier_key = silent.strongest_key
    union
    select event_key
    from silent
    semi join id_denying_identifiers as denying on denying.identifier_key = silent.identifier_key
)

select * from final
