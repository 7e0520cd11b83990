-- carried_together: the usable identifiers of events that carry several values, each once per event.
-- grain: event_key, identifier_key
with

identifier_keys as (
    select value_hash, identifier_key, namespace_order, is_anonymous, is_respelled
    from id_value_keys
    where identifier_key is not null
),

respelled as (
    select distinct identifier_key
    from identifier_keys
    where is_respelled
),

keys as (
    select
        identifier_keys.value_hash,
        identifier_keys.identifier_key,
        identifier_keys.namespace_order,
        identifier_keys.is_anonymous,
        respelled.identifier_key is not null as is_respelled,
    from identifier_keys
    left join respelled using (identifier_key)
),

carried as (
    select
        observed.event_key,
        observed.occurred_at,
        observed.is_join,
        observed.is_verified,
        keys.identifier_key,
        keys.namespace_order,
        keys.is_anonymous,
        keys.is_respelled,
    from id_observed as observed
    inner join keys using (value_hash)
    where not observed.is_single
),

final as (
    select event_key, occurred_at, is_join, identifier_key, namespace_order, is_anonymous, is_verified
    from carried
    where not is_respelled
    union all
    select
        event_key,
        occurred_at,
        is_join,
        identifier_key,
        namespace_order,
        is_anonymous,
        bool_or(is_verified) as is_verified,
    from carried
    where is_respelled
    group by event_key, occurred_at, is_join, identifier_key, namespace_order, is_anonymous
)

select * from final
