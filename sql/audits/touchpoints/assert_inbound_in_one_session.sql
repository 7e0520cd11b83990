-- assert_inbound_in_one_session: each inbound touchpoint is in exactly one session, of its own profile; no outbound one is in any.
with

touchpoints as (
    select
        int_touchpoints.source,
        int_touchpoints.event_id,
        int_touchpoints.direction,
        int_touchpoints.profile_key,
        int_sessions.profile_key as session_profile_key,
        int_touchpoints.occurred_at between int_sessions.started_at and int_sessions.ended_at as is_within,
    from int_touchpoints
    left join int_sessions on int_touchpoints.session_key = int_sessions.session_key
)

select source, event_id
from touchpoints
where
    case
        when direction = 'inbound' then session_profile_key is distinct from profile_key or not is_within
        else session_profile_key is not null
    end
