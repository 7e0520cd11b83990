-- event_persons: of events on these devices that may link, the strongest person identifier that is not shared.
-- grain: event_key
with

open_pairs as (
    select event_key, strongest_key, identifier_key
    from id_near_pairs
    semi join id_device_events using (event_key)
    where not is_conflicting and not is_denied
),

on_events as (
    select distinct event_key, strongest_key as identifier_key from open_pairs
    union all
    select event_key, identifier_key from open_pairs
),

persons as (
    select
        on_events.event_key,
        coalesce(members.profile_key, on_events.identifier_key) as profile_key,
        identifiers.namespace_order,
        identifiers."value" as value,
    from on_events
    inner join id_near_identifiers as identifiers on identifiers.identifier_key = on_events.identifier_key and identifiers.kind = 'person'
    left join id_near_members as members on members.identifier_key = on_events.identifier_key
    where members.sharing is null
),

final as (
    select event_key, arg_min(profile_key, {namespace_order: namespace_order, value: value}) as profile_key
    from persons
    group by event_key
)

select * from final
