-- assert_inbound_in_one_session: each inbound touchpoint is in exactly one session, of its own profile; no outbound one is in any.
-- kind: profile
with

touchpoints as (
    select
        int_touchpoints.event_key,
        int_touchpoints.is_inbound,
        int_touchpoints.profile_key,
        int_touchpoints.session_key,
        int_sessions.profile_key as session_profile_key,
        int_touchpoints.occurred_at between int_sessions.started_at and int_sessions.ended_at as is_within,
    from int_touchpoints
    left join int_sessions on int_touchpoints.session_key = int_sessions.session_key
),

faulty as (
    select event_key
    from touchpoints
    where
        case
            when is_inbound then session_profile_key is distinct from profile_key or not is_within
            else session_key is not null
        end
)

select events.source, events.event_id
from faulty
inner join events on faulty.event_key = events.event_key
