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

definitions as (
    select definition_key, journey_name
    from cfg_journeys
),

paths as (
    select definition_key, journey_key, first_steps, later_steps, is_whole, path
    from int_journey_paths
),

path_labels as (
    select first_steps, later_steps, path
    from int_path_labels
),

journeys as (
    select definition_key, journey_key, steps, duration_seconds, outcome
    from int_journey_outcomes
),

path_counts as (
    select
        paths.definition_key,
        paths.first_steps,
        paths.later_steps,
        paths.is_whole,
        paths.path,
        least(min(journeys.steps), cfg_settings().max_steps) as steps,
        count(*) as journeys,
        count(*) filter (where journeys.outcome = 'converted') as converted,
        count(*) filter (where journeys.outcome = 'dropped') as dropped,
        count(*) filter (where journeys.outcome = 'open') as open,
        quantile_cont(journeys.duration_seconds, 0.5) as median_duration_seconds,
    from paths
    inner join journeys on paths.definition_key = journeys.definition_key and paths.journey_key = journeys.journey_key
    group by paths.definition_key, paths.first_steps, paths.later_steps, paths.is_whole, paths.path
),

named_counts as (
    select
        definitions.journey_name,
        coalesce(path_counts.path, path_labels.path) || case when path_counts.is_whole then '' else ' > …' end as path,
        path_counts.steps, path_counts.journeys, path_counts.converted, path_counts.dropped, path_counts.open,
        path_counts.median_duration_seconds,
    from path_counts
    inner join definitions on path_counts.definition_key = definitions.definition_key
    left join path_labels
        on path_counts.first_steps = path_labels.first_steps and path_counts.later_steps = path_labels.later_steps
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
    from named_counts
)

select * from final
