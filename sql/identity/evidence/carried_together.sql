-- carried_together: the usable identifiers of events that carry several values, each once per event.
-- grain: event_key, identifier_key
with

respelled as (
    select distinct identifier_key
    from id_value_keys
    where is_respelled and identifier_key is not null
),

carried as (
    select
        carried.event_key,
        carried.occurred_at,
        carried.is_join,
        carried.identifier_key,
        carried.namespace_order,
        carried.is_verified,
        respelled.identifier_key is not null as is_respelled,
    from id_carried as carried
    left join respelled using (identifier_key)
    where not carried.is_single and carried.identifier_key is not null
),

final as (
    select event_key, occurred_at, is_join, identifier_key, namespace_order, is_verified
    from carried
    where not is_respelled
    union all
    select
        event_key,
        occurred_at,
        is_join,
        identifier_key,
        namespace_order,
        bool_or(is_verified) as is_verified,
    from carried
    where is_respelled
    group by event_key, occurred_at, is_join, identifier_key, namespace_order
)

select * from final
