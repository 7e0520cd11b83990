-- int_journeys: every journey, as far as it does not depend on the end of the data.
-- grain:  definition_key, journey_key
-- kind:   profile
-- audits: unique(grain)
-- column journey_number: place among the profile's journeys of that definition, from 1
-- column source: the source of the first touchpoint
-- column event_id: the event_id of the first touchpoint
-- column started_at: when the first touchpoint occurred
-- column ended_at: when the last touchpoint occurred
-- column is_converted: the last touchpoint is the goal
-- column touchpoints: touchpoints of the journey
-- column steps: steps of the journey
-- column sessions: sessions in which the journey has touchpoints
-- column channels: distinct channels of the journey
-- column first_channel_key: channel of the first touchpoint
-- column last_channel_key: channel of the last touchpoint
-- column later_channels: channels behind the first in order, equal neighbours collapsed; null where there is one
-- column last_label_key: label of the last step
-- column value: sum of the touchpoints' values in the workspace's currency; null where none has one, or where it is beyond decimal(18,2)
-- column is_value_beyond: the sum is more than decimal(18,2) holds, so value is null
with

touchpoints as not materialized (
    select
        definition_key, journey_key, touchpoint_number, channel_key, label_key, occurred_at, counted_value, is_goal,
        next_at, is_journey_start, is_journey_end, is_visit_start, is_step_start,
        is_channel_change,
    from int_journey_touchpoints
),

channels as (
    select channel_key, channel
    from int_channels
),

first_touchpoints as (
    select
        definition_key, profile_key, journey_key, occurred_at, channel_key,
        row_number() over () as place,
        lag(definition_key) over () is distinct from definition_key
        or lag(profile_key) over () is distinct from profile_key as is_first_of_profile,
    from int_journey_touchpoints
    where is_journey_start
),

numbered as (
    select
        definition_key, profile_key, journey_key, occurred_at, channel_key,
        place - max(case when is_first_of_profile then place - 1 end) over (rows unbounded preceding)
            as journey_number,
    from first_touchpoints
),

starts as (
    select
        numbered.definition_key, numbered.profile_key, numbered.journey_key, numbered.journey_number,
        numbered.occurred_at, numbered.channel_key, events.source, events.event_id,
    from events
    inner join numbered on events.event_key = numbered.journey_key
),

ends as (
    select definition_key, journey_key, occurred_at, channel_key, label_key, is_goal, next_at
    from touchpoints
    where is_journey_end
),

sums as (
    select
        definition_key,
        journey_key,
        count(*) as touchpoints,
        count(*) filter (where is_step_start) as steps,
        count(*) filter (where is_visit_start) as sessions,
        sum(counted_value) as value,
    from touchpoints
    group by definition_key, journey_key
),

-- Most journeys have one channel and no row here.
channel_changes as (
    select
        touchpoints.definition_key,
        touchpoints.journey_key,
        string_agg(channels.channel, ' > ' order by touchpoints.touchpoint_number) as later_channels,
        count(distinct touchpoints.channel_key) filter (where touchpoints.channel_key <> starts.channel_key)
            as other_channels,
    from touchpoints
    inner join channels on touchpoints.channel_key = channels.channel_key
    inner join touchpoints as starts
        on touchpoints.definition_key = starts.definition_key
        and touchpoints.journey_key = starts.journey_key
        and starts.is_journey_start
    where touchpoints.is_channel_change
    group by touchpoints.definition_key, touchpoints.journey_key
),

final as (
    select
        starts.definition_key,
        starts.journey_key,
        starts.profile_key,
        starts.journey_number,
        starts.source,
        starts.event_id,
        starts.occurred_at as started_at,
        ends.occurred_at as ended_at,
        ends.is_goal as is_converted,
        ends.next_at,
        sums.touchpoints,
        sums.steps,
        sums.sessions,
        1 + coalesce(channel_changes.other_channels, 0) as channels,
        starts.channel_key as first_channel_key,
        ends.channel_key as last_channel_key,
        channel_changes.later_channels,
        ends.label_key as last_label_key,
        try_cast(sums.value as decimal(18, 2)) as value,
        sums.value is not null and try_cast(sums.value as decimal(18, 2)) is null as is_value_beyond,
    from starts
    inner join ends on starts.definition_key = ends.definition_key and starts.journey_key = ends.journey_key
    inner join sums on starts.definition_key = sums.definition_key and starts.journey_key = sums.journey_key
    left join channel_changes
        on starts.definition_key = channel_changes.definition_key and starts.journey_key = channel_changes.journey_key
)

select * from final
