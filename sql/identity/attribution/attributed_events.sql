-- attributed_events: the events in scope that belong to a profile.
-- grain: event_key
with

direct as (
    select
        scope_identity.event_key,
        scope_identity.identifier_key,
        -- Null where the strongest identifier is shared.
        case when members.identifier_key is null then scope_identity.identifier_key else members.profile_key end
            as profile_key,
        scope_identity.is_anonymous,
    from id_scope_identity as scope_identity
    left join members using (identifier_key)
),

final as (
    select
        direct.event_key,
        coalesce(direct.profile_key, detoured.profile_key, owned.profile_key) as profile_key,
        case
            when direct.profile_key is not null then direct.identifier_key
            else coalesce(detoured.identifier_key, owned.identifier_key)
        end as identifier_key,
        direct.is_anonymous,
    from direct
    left join id_detoured_events as detoured using (event_key)
    left join id_owned_events as owned using (event_key)
    where coalesce(direct.profile_key, detoured.profile_key, owned.profile_key) is not null
)

select * from final
