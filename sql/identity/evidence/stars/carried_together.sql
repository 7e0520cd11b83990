-- carried_together: the usable identifiers of events that carry several values, by their strength; one that is spelled in
-- several ways may stand more than once on an event.
-- grain: event_key, identifier as it was written
with

carried as (
    select event_key, unnest(identifiers) as identifier
    from id_scope_events
    where len(identifiers) > 1
),

final as (
    select
        carried.event_key,
        keys.strength + coalesce(carried.identifier.is_verified, false)::bigint as strength,
        keys.is_respelled,
    from carried
    inner join id_value_keys as keys
        on keys.value_hash = identifier_hash(carried.identifier.namespace, carried.identifier."value")
    where carried.identifier."value" is not null and keys.strength is not null
)

select * from final
