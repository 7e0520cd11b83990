-- prove_totals: every number that is counted in several places is the same, each table being read once.
with

touchpoints as (
    select count(*) as touchpoints, count(*) filter (where is_inbound) as inbound_touchpoints
    from int_touchpoints
),

activity as (
    select
        count(*) as profiles,
        count(distinct profile_key) as keys,
        coalesce(sum(touchpoints), 0) as touchpoints,
        coalesce(sum(inbound_touchpoints), 0) as inbound_touchpoints,
        coalesce(sum(sessions), 0) as sessions,
    from int_profile_activity
),

active_people as (
    select count(*) as profiles
    from int_profile_activity
    semi join profiles on int_profile_activity.profile_key = profiles.profile_key
),

sessions as (
    select count(*) as sessions, coalesce(sum(touchpoints), 0) as touchpoints
    from int_sessions
),

journeys as (
    select count(*) as journeys, coalesce(sum(steps), 0) as steps, coalesce(sum(sessions), 0) as visits
    from int_journeys
),

steps as (
    select count(*) as steps
    from int_journey_steps
),

visits as (
    select count(*) as visits
    from int_visits
),

paths as (
    select coalesce(sum(journeys), 0) as journeys
    from fct_paths
),

dictionaries as (
    select
        (select count(*) = count(distinct kind_key) from int_kinds)
        and (select count(*) = count(distinct channel_key) from int_channels)
        and (select count(*) = count(distinct label_key) from int_step_labels)
        and (select count(*) = count(distinct definition_key) from cfg_journeys) as are_sound,
),

final as (
    select
        activity.profiles = activity.keys
        and active_people.profiles = activity.profiles
        and dictionaries.are_sound
        and touchpoints.touchpoints = activity.touchpoints
        and touchpoints.inbound_touchpoints = activity.inbound_touchpoints
        and touchpoints.inbound_touchpoints = sessions.touchpoints
        and sessions.sessions = activity.sessions
        and steps.steps = journeys.steps
        and visits.visits = journeys.visits
        and paths.journeys = journeys.journeys as assert_totals_agree,
    from touchpoints, activity, active_people, sessions, journeys, steps, visits, paths, dictionaries
)

select * from final
