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

steps as (
    select journey_name, profile_key, journey_key, step_label, previous_step_label, seconds_from_previous
    from int_journey_steps
),

journeys as (
    select journey_name, profile_key, journey_key, last_step_label, outcome
    from int_journey_outcomes
),

transitions as (
    select
        journey_name, profile_key, journey_key,
        coalesce(previous_step_label, '(start)') as from_label,
        step_label as to_label,
        seconds_from_previous as seconds,
    from steps
    union all
    select
        journey_name, profile_key, journey_key,
        last_step_label as from_label,
        '(' || outcome || ')' as to_label,
        null as seconds,
    from journeys
),

final as (
    select
        journey_name,
        from_label,
        to_label,
        count(*) as transitions,
        count(distinct journey_key) as journeys,
        count(distinct profile_key) as profiles,
        avg(seconds) as mean_seconds,
        quantile_cont(seconds, 0.5) as median_seconds,
        quantile_cont(seconds, 0.9) as p90_seconds,
    from transitions
    group by journey_name, from_label, to_label
)

select * from final
