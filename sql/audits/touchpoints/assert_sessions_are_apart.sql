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
        int_sessions.session_key, int_sessions.touchpoints, int_sessions.started_at,
        counts.touchpoints as counted,
        lag(int_sessions.ended_at) over (
            partition by int_sessions.profile_key order by int_sessions.session_number
        ) as previous_ended_at,
    from int_sessions
    full join counts on int_sessions.session_key = counts.session_key
)

select sessions.session_key, events.source, events.event_id
from sessions
left join events on sessions.session_key = events.event_key
where sessions.counted is distinct from sessions.touchpoints or sessions.previous_ended_at > sessions.started_at
