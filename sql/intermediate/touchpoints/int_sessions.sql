-- int_sessions: runs of a profile's inbound touchpoints without a gap.
-- grain:  session_key
-- kind:   profile
-- audits: unique(grain), unique(profile_key, session_number)
-- column session_key: the first touchpoint of the session
-- column session_number: place among the profile's sessions, from 1
-- column last_event_key: the last touchpoint of the session
-- column started_at: when the first touchpoint occurred
-- column ended_at: when the last touchpoint occurred
-- column touchpoints: touchpoints of the session
-- column channels: distinct channels of the session
-- column first_channel_key: channel of the first touchpoint
-- column last_channel_key: channel of the last touchpoint
-- column later_channels: channels behind the first in order, equal neighbours collapsed; null where there is one
-- column value: sum of the touchpoints' values in the workspace's currency; null where none has one, or where it is beyond decimal(18,2)
-- column is_value_beyond: the sum is more than decimal(18,2) holds, so value is null
with

touchpoints as not materialized (
    select
        session_key, touchpoint_number, event_key, channel_key, occurred_at, counted_value, is_session_start,
        coalesce(lead(is_session_start) over (), true) as is_session_end,
        not is_session_start and channel_key <> lag(channel_key) over () as is_channel_change,
    from int_touchpoints
    where is_inbound
),

channels as (
    select channel_key, channel
    from int_channels
),

first_touchpoints as (
    select
        profile_key, session_key, occurred_at, channel_key,
        row_number() over () as place,
        lag(profile_key) over () is distinct from profile_key as is_first_of_profile,
    from int_touchpoints
    where is_session_start
),

numbered as (
    select
        profile_key, session_key, occurred_at, channel_key,
        place - max(case when is_first_of_profile then place - 1 end) over (rows unbounded preceding)
            as session_number,
    from first_touchpoints
),

ends as (
    select session_key, event_key, occurred_at, channel_key
    from touchpoints
    where is_session_end
),

sums as (
    select session_key, count(*) as touchpoints, sum(counted_value) as value
    from touchpoints
    group by session_key
),

-- Most sessions have one channel and no row here.
channel_changes as (
    select
        touchpoints.session_key,
        string_agg(channels.channel, ' > ' order by touchpoints.touchpoint_number) as later_channels,
        count(distinct touchpoints.channel_key) filter (where touchpoints.channel_key <> starts.channel_key)
            as other_channels,
    from touchpoints
    inner join channels on touchpoints.channel_key = channels.channel_key
    inner join touchpoints as starts on touchpoints.session_key = starts.session_key and starts.is_session_start
    where touchpoints.is_channel_change
    group by touchpoints.session_key
),

final as (
    select
        numbered.session_key,
        numbered.profile_key,
        numbered.session_number,
        ends.event_key as last_event_key,
        numbered.occurred_at as started_at,
        ends.occurred_at as ended_at,
        sums.touchpoints,
        1 + coalesce(channel_changes.other_channels, 0) as channels,
        numbered.channel_key as first_channel_key,
        ends.channel_key as last_channel_key,
        channel_changes.later_channels,
        try_cast(sums.value as decimal(18, 2)) as value,
        sums.value is not null and try_cast(sums.value as decimal(18, 2)) is null as is_value_beyond,
    from numbered
    inner join ends on numbered.session_key = ends.session_key
    inner join sums on numbered.session_key = sums.session_key
    left join channel_changes on numbered.session_key = channel_changes.session_key
)

select * from final
