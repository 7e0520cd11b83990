-- observed: the identifiers of the events in scope, one row each, as the events carry them; the values only as hashes.
-- grain: event_key, identifier
with

carried as (
    select
        event_key,
        occurred_at,
        unnest(identifiers) as identifier,
    from id_scope_events
),

final as (
    select
        event_key,
        occurred_at,
        identifier_hash(identifier.namespace, identifier."value") as value_hash,
        coalesce(identifier.is_verified, false) as is_verified,
    from carried
    where identifier."value" is not null
)

select * from final
