-- observed: the identifiers of the events in scope, one row each, as the events carry them.
-- grain: event_key, identifier
with

scope_events as (
    select
        event_key,
        occurred_at,
        identity_action in ('aliased', 'merged') as is_join,
        identifiers,
        len(identifiers) as carried,
    from id_scope_events
),

-- Most events carry one identifier; they need no unnesting here and no grouping later.
carried_once as (
    select event_key, occurred_at, is_join, identifiers[1] as identifier, true as is_single
    from scope_events
    where carried = 1
),

carried_with_others as (
    select event_key, occurred_at, is_join, unnest(identifiers) as identifier, false as is_single
    from scope_events
    where carried > 1
),

all_carried as (
    select event_key, occurred_at, is_join, identifier, is_single from carried_once
    union all
    select event_key, occurred_at, is_join, identifier, is_single from carried_with_others
),

final as (
    select
        all_carried.event_key,
        all_carried.occurred_at,
        all_carried.is_join,
        all_carried.is_single,
        namespaces.namespace_order,
        case when namespaces.namespace_order is null then all_carried.identifier.namespace end as unknown_namespace,
        all_carried.identifier."value" as value,
        coalesce(all_carried.identifier.is_verified, false) as is_verified,
    from all_carried
    left join cfg_identity_namespaces as namespaces
        on namespaces.namespace = all_carried.identifier.namespace
    where all_carried.identifier."value" is not null
)

select * from final
