-- fct_journeys: the ways of profiles to a goal, or away from it.
-- grain:  journey_id
-- kind:   view
-- audits: none
-- column first_channel: channel of the first touchpoint
-- column last_channel: channel of the last touchpoint
-- column channel_path: channels in order, equal neighbours collapsed
-- column last_step_label: label of the last step
-- column journey_id: journey_name:source:event_id of the journey's first touchpoint
-- column journey_name: the name of the journey's definition
-- column profile_id: the profile that made the journey
-- column journey_number: place among the profile's journeys of that name, from 1
-- column duration_seconds: whole seconds from the first touchpoint to the last
-- column touchpoints: touchpoints of the journey
-- column steps: steps of the journey
-- column sessions: sessions in which the journey has touchpoints
-- column channels: distinct channels of the journey
-- column value: sum of the touchpoints' values in the workspace's currency; null where none has one, or where it is beyond decimal(18,2)
with

journeys as (
    select
        journey_name, profile_key, journey_number, source, event_id, started_at, ended_at, duration_seconds, outcome,
        touchpoints, steps, sessions, channels, first_channel_key, last_channel_key, later_channels, last_label_key, value,
    from int_journey_outcomes
),

channels as (
    select channel_key, channel
    from int_channels
),

labels as (
    select label_key, step_label
    from int_step_labels
),

people as (
    select profile_key, profile_id
    from profiles
),

final as (
    select
        journeys.journey_name || ':' || journeys.source || ':' || journeys.event_id as journey_id,
        journeys.journey_name,
        people.profile_id,
        journeys.journey_number,
        published_time(journeys.started_at) as started_at,
        published_time(journeys.ended_at) as ended_at,
        journeys.duration_seconds,
        journeys.outcome,
        journeys.touchpoints,
        journeys.steps,
        journeys.sessions,
        journeys.channels,
        first_channels.channel as first_channel,
        last_channels.channel as last_channel,
        first_channels.channel || coalesce(' > ' || journeys.later_channels, '') as channel_path,
        labels.step_label as last_step_label,
        journeys.value,
    from journeys
    inner join channels as first_channels on journeys.first_channel_key = first_channels.channel_key
    inner join channels as last_channels on journeys.last_channel_key = last_channels.channel_key
    inner join labels on journeys.last_label_key = labels.label_key
    inner join people on journeys.profile_key = people.profile_key
)

select * from final
