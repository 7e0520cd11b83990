-- direct_events: events in scope by the holder of their strongest identifier; null where that one is shared.
-- grain: event_key
with

final as (
    select
        event_identity.event_key,
        event_identity.identifier_key,
        case when members.identifier_key is null then event_identity.identifier_key else members.profile_key end
            as profile_key,
        event_identity.is_anonymous,
    from id_scope_identity as event_identity
    left join members using (identifier_key)
)

select * from final
