-- repeated_namespaces: events with several values of one namespace: the strongest value, and whether a limit is broken.
-- grain: event_key
with

carried as (
    select
        carried_together.event_key,
        carried_together.namespace_order,
        carried_together.identifier_key,
        carried_together.is_verified,
        identifiers."value" as value,
    from id_carried_together as carried_together
    semi join (
        select event_key
        from id_star_candidates
        where has_repeated_namespace
    ) as repeated using (event_key)
    inner join identifiers using (identifier_key)
),

per_namespace as (
    select
        carried.event_key,
        carried.namespace_order,
        count(*) > any_value(namespaces.value_limit) as is_over_limit,
        arg_min({key: carried.identifier_key, is_verified: carried.is_verified}, carried.value) as strongest,
    from carried
    inner join cfg_identity_namespaces as namespaces using (namespace_order)
    group by carried.event_key, carried.namespace_order
),

final as (
    select
        event_key,
        coalesce(bool_or(is_over_limit), false) as is_over_limit,
        arg_min(strongest.key, namespace_order) as strongest_key,
        arg_min(strongest.is_verified, namespace_order) as is_verified,
    from per_namespace
    group by event_key
)

select * from final
