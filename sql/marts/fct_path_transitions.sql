-- fct_path_transitions: how often one step followed another, with (start) before the first step and the outcome after the last.
-- grain:  journey_name, from_label, to_label
-- kind:   table
-- audits: unique(grain)
-- column journey_name: the name of the journey's definition
-- column from_label: label of the earlier step, or (start)
-- column to_label: label of the later step, or (converted), (dropped) or (open)
-- column transitions: how often the one was followed by the other
-- column journeys: journeys in which that happened
-- column profiles: profiles to whom that happened
-- column mean_seconds: mean of the whole seconds between the two steps; null for (start) and for outcomes
-- column median_seconds: median of the whole seconds between the two steps
-- column p90_seconds: 90th percentile of the whole seconds between the two steps
with

-- Labels as numbers: text is grouped once, not once for each measure.
labels as (
    select step_label, row_number() over (order by step_label) as label_key
    from (select distinct step_label from int_journey_steps) as distinct_labels
),

steps as (
    select
        int_journey_steps.journey_name, int_journey_steps.profile_key, int_journey_steps.journey_key,
        int_journey_steps.seconds_from_previous,
        earlier_labels.label_key as from_key,
        labels.label_key as to_key,
    from int_journey_steps
    inner join labels on int_journey_steps.step_label = labels.step_label
    left join labels as earlier_labels on int_journey_steps.previous_step_label = earlier_labels.step_label
),

step_transitions as (
    select
        journey_name,
        from_key,
        to_key,
        count(*) as transitions,
        count(distinct journey_key) as journeys,
        count(distinct profile_key) as profiles,
        avg(seconds_from_previous) as mean_seconds,
        quantile_cont(seconds_from_previous, 0.5) as median_seconds,
        quantile_cont(seconds_from_previous, 0.9) as p90_seconds,
    from steps
    group by journey_name, from_key, to_key
),

outcomes as (
    select
        journey_name,
        last_step_label as from_label,
        '(' || outcome || ')' as to_label,
        count(*) as transitions,
        count(distinct profile_key) as profiles,
    from int_journey_outcomes
    group by journey_name, last_step_label, outcome
),

final as (
    select
        step_transitions.journey_name,
        coalesce(earlier_labels.step_label, '(start)') as from_label,
        labels.step_label as to_label,
        step_transitions.transitions,
        step_transitions.journeys,
        step_transitions.profiles,
        step_transitions.mean_seconds,
        step_transitions.median_seconds,
        step_transitions.p90_seconds,
    from step_transitions
    inner join labels on step_transitions.to_key = labels.label_key
    left join labels as earlier_labels on step_transitions.from_key = earlier_labels.label_key
    union all
    -- A journey ends once.
    select journey_name, from_label, to_label, transitions, transitions as journeys, profiles, null, null, null
    from outcomes
)

select * from final
