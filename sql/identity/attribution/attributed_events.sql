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
    left join id_holding_members as members using (identifier_key)
    where members.sharing is null
),

owned as (
    select
        owners.event_key,
        owners.identifier_key,
        case settings.attribution
            when 'last_authenticated' then owners.last_authenticated
            when 'first_known' then owners.first_known
            else owners.valid_at_event
        end as profile_key,
    from id_mode_owners as owners
    cross join cfg_identity_settings as settings
    where settings.attribution <> 'isolate'
),

-- An event that has a way around its strongest identifier needs no owner of a device.
around as (
    select event_key, profile_key, identifier_key from id_detoured_events
    union all
    select owned.event_key, owned.profile_key, owned.identifier_key
    from owned
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
