-- repeated_namespaces: events with several values of one namespace: the strongest value, and whether a limit is broken.
-- grain: event_key
with

carried as (
    select
        carried_once.event_key,
        carried_once.strength,
        identifiers.namespace_order,
        identifiers."value" as value,
    from id_carried_once as carried_once
    semi join (
        select event_key
        from id_star_candidates
        where has_repeated_namespace
    ) as repeated using (event_key)
    inner join identifiers on identifiers.identifier_key = key_of_strength(carried_once.strength)
),

per_namespace as (
    select
        carried.event_key,
        carried.namespace_order,
        count(*) > any_value(namespaces.value_limit) as is_over_limit,
        arg_min(carried.strength, carried.value) as strongest,
    from carried
    inner join cfg_identity_namespaces as namespaces using (namespace_order)
    group by carried.event_key, carried.namespace_order
),

final as (
    select
        event_key,
        coalesce(bool_or(is_over_limit), false) as is_over_limit,
        arg_min(strongest, namespace_order) as strongest,
    from per_namespace
    group by event_key
)

select * from final
