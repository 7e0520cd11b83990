-- fct_sessions: runs of a profile's inbound touchpoints without a gap of gap_minutes or more.
-- grain:  session_id
-- kind:   view
-- audits: none
-- column session_id: source:event_id of the session's first touchpoint
-- column profile_id: the profile to which the session belongs
-- column session_number: place among the profile's sessions, from 1
-- column duration_seconds: whole seconds from the first touchpoint to the last
-- column first_channel: channel of the first touchpoint
-- column last_channel: channel of the last touchpoint
-- column channel_path: channels in order, equal neighbours collapsed
-- column touchpoints: touchpoints of the session
-- column channels: distinct channels of the session
-- column entry_item: item of the first touchpoint
-- column exit_item: item of the last touchpoint
-- column value: sum of the touchpoints' values in the workspace's currency; null where none has one, or where it is beyond decimal(18,2)
with

sessions as (
    select
        session_key, profile_key, session_number, started_at, ended_at, touchpoints, channels, first_channel_key,
        last_channel_key, later_channels, value,
    from int_sessions
),

-- Narrow: the engine holds these in memory, and looks the events up in them.
first_texts as (
    select int_sessions.session_key, events.source || ':' || events.event_id as session_id, events.item
    from int_sessions
    inner join events on int_sessions.session_key = events.event_key
),

last_texts as (
    select int_sessions.session_key, events.item
    from int_sessions
    inner join events on int_sessions.last_event_key = events.event_key
),

channels as (
    select channel_key, channel
    from int_channels
),

people as (
    select profile_key, profile_id
    from profiles
),

final as (
    select
        first_texts.session_id,
        people.profile_id,
        sessions.session_number,
        published_time(sessions.started_at) as started_at,
        published_time(sessions.ended_at) as ended_at,
        whole_seconds(sessions.started_at, sessions.ended_at) as duration_seconds,
        sessions.touchpoints,
        sessions.channels,
        first_channels.channel as first_channel,
        last_channels.channel as last_channel,
        first_channels.channel || coalesce(' > ' || sessions.later_channels, '') as channel_path,
        first_texts.item as entry_item,
        last_texts.item as exit_item,
        sessions.value,
    from sessions
    inner join first_texts on sessions.session_key = first_texts.session_key
    inner join last_texts on sessions.session_key = last_texts.session_key
    inner join channels as first_channels on sessions.first_channel_key = first_channels.channel_key
    inner join channels as last_channels on sessions.last_channel_key = last_channels.channel_key
    inner join people on sessions.profile_key = people.profile_key
)

select * from final
