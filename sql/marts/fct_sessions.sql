-- fct_sessions: runs of a profile's inbound touchpoints without a gap of gap_minutes or more.
-- grain:  session_id
-- kind:   view
-- audits: none
-- column session_id: source:event_id of the session's first touchpoint
-- column profile_id: the profile to which the session belongs
-- column session_number: place among the profile's sessions, from 1
-- column duration_seconds: whole seconds from the first touchpoint to the last
-- column touchpoints: touchpoints of the session
-- column channels: distinct channels of the session
-- column value: sum of the touchpoints' values in the workspace's currency; null where none has one, or where it is beyond decimal(18,2)
with

sessions as (
    select
        profile_key, session_number, source, event_id, started_at, ended_at, touchpoints, channels, first_channel,
        last_channel, channel_path, entry_item, exit_item, value,
    from int_sessions
),

people as (
    select profile_key, profile_id
    from profiles
),

final as (
    select
        sessions.source || ':' || sessions.event_id as session_id,
        people.profile_id,
        sessions.session_number,
        published_time(sessions.started_at) as started_at,
        published_time(sessions.ended_at) as ended_at,
        whole_seconds(sessions.started_at, sessions.ended_at) as duration_seconds,
        sessions.touchpoints,
        sessions.channels,
        sessions.first_channel,
        sessions.last_channel,
        sessions.channel_path,
        sessions.entry_item,
        sessions.exit_item,
        sessions.value,
    from sessions
    inner join people on sessions.profile_key = people.profile_key
)

select * from final
