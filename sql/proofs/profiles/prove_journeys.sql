-- prove_journeys: journeys stand once, their steps follow one another, and steps and visits have their touchpoints.
with

-- Each touchpoint counts as the digest of its journey: equal sums stand for equal numbers in every journey.
journeys as (
    select
        count(*) as journeys,
        count(distinct hash(definition_key::bigint, journey_key::bigint)) as names,
        sum(hash(definition_key::bigint, journey_key::bigint)) as digest,
        sum(touchpoints * hash(definition_key::bigint, journey_key::bigint)::hugeint) as touchpoints,
        coalesce(bool_and(coalesce(touchpoints > 0, false)), true) as have_touchpoints,
    from int_journeys
),

placed as (
    select
        definition_key, journey_key, step_number, touchpoints,
        lag(definition_key) over () as previous_definition_key,
        lag(journey_key) over () as previous_journey_key,
        lag(step_number) over () as previous_number,
    from int_journey_steps
),

steps as (
    select
        coalesce(
            bool_and(
                coalesce(
                    step_number = 1
                    or (
                        definition_key = previous_definition_key
                        and journey_key = previous_journey_key
                        and step_number = previous_number + 1
                    ),
                    false
                )
            ),
            true
        ) as are_in_order,
        count(*) as steps,
        count(*) filter (where step_number = 1) as journeys,
        sum(hash(definition_key::bigint, journey_key::bigint)) filter (where step_number = 1) as digest,
        sum(touchpoints * hash(definition_key::bigint, journey_key::bigint)::hugeint) as touchpoints,
        coalesce(bool_and(coalesce(touchpoints > 0, false)), true) as have_touchpoints,
    from placed
),

visits as (
    select
        sum(touchpoints * hash(definition_key::bigint, journey_key::bigint)::hugeint) as touchpoints,
        coalesce(bool_and(coalesce(touchpoints > 0, false)), true) as have_touchpoints,
    from int_visits
),

paths as (
    select count(*) as journeys, sum(hash(definition_key::bigint, journey_key::bigint)) as digest
    from int_journey_paths
),

published_journeys as (
    select count(*) as journeys
    from int_journeys
    semi join cfg_journeys on int_journeys.definition_key = cfg_journeys.definition_key
    semi join profiles on int_journeys.profile_key = profiles.profile_key
    semi join int_step_labels on int_journeys.last_label_key = int_step_labels.label_key
    semi join int_channels as first_channels on int_journeys.first_channel_key = first_channels.channel_key
    semi join int_channels as last_channels on int_journeys.last_channel_key = last_channels.channel_key
),

published_steps as (
    select count(*) as steps
    from int_journey_steps
    semi join profiles on int_journey_steps.profile_key = profiles.profile_key
),

names as (
    select distinct channel_key, label_key
    from int_journey_steps
),

nameless as (
    select count(*) as names
    from names
    left join int_channels on names.channel_key = int_channels.channel_key
    left join int_step_labels on names.label_key = int_step_labels.label_key
    where int_channels.channel_key is null or int_step_labels.label_key is null
),

verdicts as (
    select
        journeys.names = journeys.journeys as are_single,
        steps.are_in_order
        and steps.journeys = journeys.journeys
        and steps.digest is not distinct from journeys.digest as are_steps_of_journeys,
        journeys.have_touchpoints and steps.have_touchpoints and visits.have_touchpoints
        and journeys.touchpoints is not distinct from steps.touchpoints
        and journeys.touchpoints is not distinct from visits.touchpoints as have_touchpoints,
        paths.journeys = journeys.journeys and paths.digest is not distinct from journeys.digest as are_paths_of_journeys,
        published_journeys.journeys = journeys.journeys and published_steps.steps = steps.steps
        and nameless.names = 0 as are_published,
    from journeys, steps, visits, paths, published_journeys, published_steps, nameless
),

final as (
    select
        are_single as int_journeys_unique_grain,
        are_single and are_steps_of_journeys as int_journey_steps_unique_grain,
        are_single and are_paths_of_journeys as int_journey_paths_unique_grain,
        are_single and have_touchpoints as assert_journey_touchpoints_agree,
        are_published as assert_visits_add_up,
        are_published as assert_drop_offs_add_up,
        are_single and are_steps_of_journeys and are_published as assert_totals_agree,
    from verdicts
)

select * from final
