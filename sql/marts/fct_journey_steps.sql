-- fct_journey_steps: the steps of every journey: neighbouring touchpoints of one label are one step.
-- grain:  journey_id, step_number
-- kind:   view
-- audits: none
-- column step_label: what the touchpoints of the step are called
-- column channel: channel of the step's first touchpoint
-- column journey_name: the name of the journey's definition
-- column journey_id: journey_name:source:event_id of the journey's first touchpoint
-- column step_number: place in the journey, from 1
-- column journey_name: the name of the journey's definition
-- column profile_id: the profile that made the journey
-- column touchpoints: touchpoints of the step
-- column seconds_from_previous: whole seconds from the last touchpoint of the step before to the first of this one; null on step 1
with

steps as (
    select
        definition_key, profile_key, journey_key, step_number, label_key, channel_key, first_at, last_at, touchpoints,
        seconds_from_previous, is_last_step, is_goal,
    from int_journey_steps
),

journeys as (
    select
        int_journeys.definition_key, int_journeys.journey_key, cfg_journeys.journey_name,
        cfg_journeys.journey_name || ':' || int_journeys.source || ':' || int_journeys.event_id as journey_id,
    from int_journeys
    inner join cfg_journeys on int_journeys.definition_key = cfg_journeys.definition_key
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
        journeys.journey_id,
        steps.step_number,
        journeys.journey_name,
        people.profile_id,
        labels.step_label,
        channels.channel,
        published_time(steps.first_at) as first_at,
        published_time(steps.last_at) as last_at,
        steps.touchpoints,
        steps.seconds_from_previous,
        steps.is_last_step,
        steps.is_goal,
    from steps
    inner join journeys on steps.definition_key = journeys.definition_key and steps.journey_key = journeys.journey_key
    inner join channels on steps.channel_key = channels.channel_key
    inner join labels on steps.label_key = labels.label_key
    inner join people on steps.profile_key = people.profile_key
)

select * from final
