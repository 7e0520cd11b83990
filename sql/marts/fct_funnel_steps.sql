-- fct_funnel_steps: how many profiles reach each step of a funnel, and what became of the others.
-- grain:  funnel_name, step_number
-- kind:   table
-- audits: unique(grain), between(conversion_from_previous, 0, 1), between(conversion_from_first, 0, 1)
-- column funnel_name: the name of the funnel's definition
-- column step_number: place in the funnel, from 1
-- column step_label: what the step asks for
-- column profiles: profiles whose best attempt reached the step
-- column went_on: profiles that reached the next step; at the last step, all
-- column dropped: profiles that stopped here and whose attempts have run out of time
-- column open: profiles that stopped here and may go on: an attempt that got this far began less than the window ago
-- column conversion_from_previous: profiles / profiles of the step before; null on step 1
-- column conversion_from_first: profiles / profiles of step 1
-- column median_seconds_from_previous: median of the whole seconds from the step before, over the best attempts
with

definitions as (
    select funnel_key, funnel_name, window_microseconds, steps
    from cfg_funnels
),

steps as (
    select funnel_key, step_number, step_label
    from cfg_funnel_steps
),

stops as (
    select
        int_funnel_profiles.funnel_key,
        int_funnel_profiles.steps_reached,
        epoch_us(cfg_settings().data_end) - epoch_us(int_funnel_profiles.last_started_at)
        < definitions.window_microseconds as is_open,
        count(*) as profiles,
    from int_funnel_profiles
    inner join definitions on int_funnel_profiles.funnel_key = definitions.funnel_key
    group by all
),

medians as (
    select funnel_key, step_number, quantile_cont(seconds_from_previous, 0.5) as median_seconds_from_previous
    from int_funnel_profile_steps
    group by funnel_key, step_number
),

step_counts as (
    select
        steps.funnel_key,
        definitions.funnel_name,
        steps.step_number,
        steps.step_label,
        steps.step_number = definitions.steps as is_last,
        coalesce(sum(stops.profiles), 0)::bigint as profiles,
        coalesce(sum(stops.profiles) filter (where stops.steps_reached > steps.step_number), 0)::bigint as passed,
        coalesce(sum(stops.profiles) filter (where stops.steps_reached = steps.step_number and stops.is_open), 0)::bigint
            as waiting,
    from steps
    inner join definitions on steps.funnel_key = definitions.funnel_key
    left join stops on steps.funnel_key = stops.funnel_key and steps.step_number <= stops.steps_reached
    group by all
),

final as (
    select
        step_counts.funnel_name,
        step_counts.step_number,
        step_counts.step_label,
        step_counts.profiles,
        case when is_last then step_counts.profiles else passed end as went_on,
        case when is_last then 0 else step_counts.profiles - passed - waiting end as dropped,
        case when is_last then 0 else waiting end as open,
        step_counts.profiles / nullif(lag(step_counts.profiles) over funnel, 0) as conversion_from_previous,
        step_counts.profiles / nullif(first_value(step_counts.profiles) over funnel, 0) as conversion_from_first,
        medians.median_seconds_from_previous,
    from step_counts
    left join medians
        on step_counts.funnel_key = medians.funnel_key and step_counts.step_number = medians.step_number
    window funnel as (partition by step_counts.funnel_key order by step_counts.step_number)
)

select * from final
