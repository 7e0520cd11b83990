-- rejudged_evidence: events of the evidence that carry a value of which the statements say something else now.
-- grain: event_key
with

identifier_keys as (
    select identifiers.identifier_key
    from identifiers
    semi join id_changed_values as changed
        on changed.namespace = identifiers.namespace and changed.value = identifiers."value"
),

value_keys as (
    select unusable.value_key
    from unusable_values as unusable
    semi join id_changed_values as changed
        on changed.namespace = unusable.namespace and changed.value = unusable."value"
),

carrying as (
    select event_key from event_identity semi join identifier_keys using (identifier_key)
    union
    select event_key from event_pairs semi join identifier_keys using (identifier_key)
    union
    select event_key from event_unusable_values semi join value_keys using (value_key)
    union
    select event_households.event_key
    from event_households
    inner join household_values as households using (household_key)
    semi join id_changed_values as changed
        on changed.namespace = households.namespace and changed.value = households."value"
),

final as (
    select events.event_key, events.source, events.event_id, events.occurred_at, events.identifiers
    from events
    semi join carrying using (event_key)
    anti join displaced_events using (event_key)
)

select * from final
