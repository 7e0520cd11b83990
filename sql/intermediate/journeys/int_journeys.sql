-- int_journeys: every journey, as far as it does not depend on the end of the data.
-- grain:  journey_name, journey_key
-- kind:   profile
-- audits: unique(grain)
-- column journey_number: place among the profile's journeys of that name, from 1
-- column source: the source of the first touchpoint
-- column event_id: the event_id of the first touchpoint
-- column started_at: when the first touchpoint occurred
-- column ended_at: when the last touchpoint occurred
-- column is_converted: the last touchpoint is the goal
-- column touchpoints: touchpoints of the journey
-- column steps: steps of the journey
-- column sessions: sessions in which the journey has touchpoints
-- column channels: distinct channels of the journey
-- column first_channel: channel of the first touchpoint
-- column last_channel: channel of the last touchpoint
-- column channel_path: channels in order, equal neighbours collapsed
-- column last_step_label: label of the last step
-- column value: sum of the touchpoints' values in the workspace's currency; null where none has one, or where it is beyond decimal(18,2)
-- column is_value_beyond: the sum is more than decimal(18,2) holds, so value is null
with

touchpoints as not materialized (
    select
        journey_name, journey_key, touchpoint_number, channel, step_label, occurred_at, counted_value, is_goal,
        next_at, is_journey_start, is_journey_end, is_visit_start, is_step_start,
        is_channel_change,
    from int_journey_touchpoints
),

first_touchpoints as (
    select
        journey_name, profile_key, journey_key, occurred_at, channel,
        row_number() over () as place,
        lag(journey_name) over () is distinct from journey_name
        or lag(profile_key) over () is distinct from profile_key as is_first_of_profile,
    from int_journey_touchpoints
    where is_journey_start
),

numbered as (
    select
        journey_name, profile_key, journey_key, occurred_at, channel,
        place - max(case when is_first_of_profile then place - 1 end) over (rows unbounded preceding)
            as journey_number,
    from first_touchpoints
),

starts as (
    select
        numbered.journey_name, numbered.profile_key, numbered.journey_key, numbered.journey_number,
        numbered.occurred_at, numbered.channel, events.source, events.event_id,
    from events
    inner join numbered on events.event_key = numbered.journey_key
),

ends as (
    select journey_name, journey_key, occurred_at, channel, step_label, is_goal, next_at
    from touchpoints
    where is_journey_end
),

sums as (
    select
        journey_name,
        journey_key,
        count(*) as touchpoints,
        count(*) filter (where is_step_start) as steps,
        count(*) filter (where is_visit_start) as sessions,
        sum(counted_value) as value,
    from touchpoints
    group by journey_name, journey_key
),

channel_changes as (
    select
        touchpoints.journey_name,
        touchpoints.journey_key,
        string_agg(touchpoints.channel, ' > ' order by touchpoints.touchpoint_number) as later_channels,
        count(distinct touchpoints.channel) filter (where touchpoints.channel <> starts.channel) as other_channels,
    from touchpoints
    inner join touchpoints as starts
        on touchpoints.journey_name = starts.journey_name
        and touchpoints.journey_key = starts.journey_key
        and starts.is_journey_start
    where touchpoints.is_channel_change
    group by touchpoints.journey_name, touchpoints.journey_key
),

final as (
    select
        starts.journey_name,
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
        starts.channel as first_channel,
        ends.channel as last_channel,
        starts.channel || coalesce(' > ' || channel_changes.later_channels, '') as channel_path,
        ends.step_label as last_step_label,
        try_cast(sums.value as decimal(18, 2)) as value,
        sums.value is not null and try_cast(sums.value as decimal(18, 2)) is null as is_value_beyond,
    from starts
    inner join ends on starts.journey_name = ends.journey_name and starts.journey_key = ends.journey_key
    inner join sums on starts.journey_name = sums.journey_name and starts.journey_key = sums.journey_key
    left join channel_changes
        on starts.journey_name = channel_changes.journey_name and starts.journey_key = channel_changes.journey_key
)

select * from final
