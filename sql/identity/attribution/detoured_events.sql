-- detoured_events: events whose strongest identifier is shared, by the strongest other one that is not.
-- grain: event_key
with

shared_identifiers as (
    select identifier_key
    from id_shared_members
    where sharing is not null
),

shared_first as (
    select event_key
    from id_scope_identity
    semi join shared_identifiers using (identifier_key)
),

others as (
    select
        event_pairs.event_key,
        event_pairs.identifier_key,
        coalesce(members.profile_key, event_pairs.identifier_key) as profile_key,
        identifiers.namespace_order,
        identifiers."value" as value,
    from id_near_pairs as event_pairs
    semi join shared_first using (event_key)
    inner join id_near_identifiers as identifiers on identifiers.identifier_key = event_pairs.identifier_key
    left join id_near_members as members on members.identifier_key = event_pairs.identifier_key
    where members.sharing is null
),

final as (
    select
        event_key,
        arg_min(identifier_key, {namespace_order: namespace_order, value: value}) as identifier_key,
        arg_min(profile_key, {namespace_order: namespace_order, value: value}) as profile_key,
    from others
    group by event_key
)

select * from final
