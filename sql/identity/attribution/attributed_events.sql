-- attributed_events: the events in scope that belong to a profile.
-- grain: event_key
with

direct as (
    select
        scope_identity.event_key,
        coalesce(members.profile_key, scope_identity.identifier_key) as profile_key,
        scope_identity.identifier_key,
        scope_identity.is_anonymous,
    from id_scope_identity as scope_identity
    left join members using (identifier_key)
    where members.sharing is null
),

-- An event that has a way around its strongest identifier needs no owner of a device.
around as (
    select event_key, profile_key, identifier_key from id_detoured_events
    union all
    select owned.event_key, owned.profile_key, owned.identifier_key
    from id_owned_events as owned
    anti join id_detoured_events using (event_key)
),

final as (
    select event_key, profile_key, identifier_key, is_anonymous from direct
    union all
    select around.event_key, around.profile_key, around.identifier_key, scope_identity.is_anonymous
    from around
    inner join id_scope_identity as scope_identity using (event_key)
)

select * from final
