-- fct_paths: the paths that journeys took, and how they ended.
-- grain:  journey_name, path
-- kind:   table
-- audits: unique(grain), unique(journey_name, path_rank), between(share, 0, 1), between(conversion_rate, 0, 1)
-- column journey_name: the name of the journey's definition
-- column path_rank: place among the paths of that name, by journeys, then by path
-- column steps: steps that the path shows
-- column journeys: journeys that took the path
-- column share: journeys / all journeys of that name
-- column converted: journeys that ended with the goal
-- column dropped: journeys that ended with a long silence
-- column open: journeys that may go on
-- column conversion_rate: converted / journeys
-- column median_duration_seconds: median of the journeys' whole seconds from first to last touchpoint
with

paths as (
    select journey_name, journey_key, path
    from int_journey_paths
),

journeys as (
    select journey_name, journey_key, steps, duration_seconds, outcome
    from int_journey_outcomes
),

path_counts as (
    select
        paths.journey_name,
        paths.path,
        least(min(journeys.steps), cfg_settings().max_steps) as steps,
        count(*) as journeys,
        count(*) filter (where journeys.outcome = 'converted') as converted,
        count(*) filter (where journeys.outcome = 'dropped') as dropped,
        count(*) filter (where journeys.outcome = 'open') as open,
        quantile_cont(journeys.duration_seconds, 0.5) as median_duration_seconds,
    from paths
    inner join journeys on paths.journey_name = journeys.journey_name and paths.journey_key = journeys.journey_key
    group by paths.journey_name, paths.path
),

final as (
    select
        journey_name,
        path,
        row_number() over (partition by journey_name order by journeys desc, path) as path_rank,
        steps,
        journeys,
        journeys / (sum(journeys) over (partition by journey_name))::bigint as share,
        converted,
        dropped,
        open,
        converted / journeys as conversion_rate,
        median_duration_seconds,
    from path_counts
)

select * from final
