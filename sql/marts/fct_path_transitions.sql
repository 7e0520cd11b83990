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

definitions as (
    select definition_key, journey_name
    from cfg_journeys
),

labels as (
    select label_key, step_label
    from int_step_labels
),

-- Distinct journeys and profiles are counted by one number for both labels: each column of a group costs a comparison.
steps as (
    select
        definition_key, journey_key, profile_key, seconds_from_previous, previous_label_key, label_key,
        (coalesce(previous_label_key, 0)::bigint << 32) + label_key as both_labels,
    from int_journey_steps
),

step_transitions as (
    select
        definition_key,
        any_value(previous_label_key) as previous_label_key,
        any_value(label_key) as label_key,
        count(*) as transitions,
        count(distinct journey_key) as journeys,
        count(distinct profile_key) as profiles,
        avg(seconds_from_previous) as mean_seconds,
        quantile_cont(seconds_from_previous, [0.5, 0.9]) as quantiles,
    from steps
    group by definition_key, both_labels
),

outcomes as (
    select
        definition_key,
        last_label_key,
        outcome,
        count(*) as transitions,
        count(distinct profile_key) as profiles,
    from int_journey_outcomes
    group by definition_key, last_label_key, outcome
),

final as (
    select
        definitions.journey_name,
        coalesce(earlier_labels.step_label, '(start)') as from_label,
        labels.step_label as to_label,
        step_transitions.transitions,
        step_transitions.journeys,
        step_transitions.profiles,
        step_transitions.mean_seconds,
        step_transitions.quantiles[1] as median_seconds,
        step_transitions.quantiles[2] as p90_seconds,
    from step_transitions
    inner join definitions on step_transitions.definition_key = definitions.definition_key
    inner join labels on step_transitions.label_key = labels.label_key
    left join labels as earlier_labels on step_transitions.previous_label_key = earlier_labels.label_key
    union all
    -- A journey ends once.
    select
        definitions.journey_name, labels.step_label, '(' || outcomes.outcome || ')', outcomes.transitions,
        outcomes.transitions as journeys, outcomes.profiles, null, null, null,
    from outcomes
    inner join definitions on outcomes.definition_key = definitions.definition_key
    inner join labels on outcomes.last_label_key = labels.label_key
)

select * from final
