-- assert_sessions_are_apart: sessions of a profile follow each other, and count their touchpoints.
-- kind: profile
with

counts as (
    select session_key, count(*) as touchpoints
    from int_touchpoints
    where session_key is not null
    group by session_key
),

sessions as (
    select
        int_sessions.source, int_sessions.event_id, int_sessions.touchpoints, int_sessions.started_at,
        counts.touchpoints as counted,
        lag(int_sessions.ended_at) over (
            partition by int_sessions.profile_key order by int_sessions.session_number
        ) as previous_ended_at,
    from int_sessions
    full join counts on int_sessions.session_key = counts.session_key
)

select source, event_id
from sessions
where counted is distinct from touchpoints or previous_ended_at > started_at
