-- touches: the rows of the aggregates to which profiles with a cause contribute, or did.
-- grain: kind, name, label, profile_key
with

steps as (
    select profile_key, definition_key, label_key
    from int_journey_steps
    semi join re_profile_causes using (profile_key)
    union
    select profile_key, definition_key, label_key
    from earlier_journey_steps
    semi join re_profile_causes using (profile_key)
),

paths as (
    select distinct profile_key, definition_key, first_steps, later_steps, is_whole, path
    from int_journey_paths
    semi join re_profile_causes using (profile_key)
),

attempts as (
    select profile_key, funnel_key, steps_reached
    from int_funnel_profiles
    semi join re_profile_causes using (profile_key)
    union all
    select profile_key, funnel_key, steps_reached
    from earlier_funnel_profiles
    semi join re_profile_causes using (profile_key)
),

final as (
    select 'label' as kind, journeys.journey_name as name, labels.step_label as label, steps.profile_key
    from steps
    inner join cfg_journeys as journeys using (definition_key)
    inner join int_step_labels as labels using (label_key)
    union all
    select
        'path' as kind,
        journeys.journey_name as name,
        coalesce(paths.path, path_labels.path) || case when paths.is_whole then '' else ' > …' end as label,
        paths.profile_key,
    from paths
    inner join cfg_journeys as journeys using (definition_key)
    left join int_path_labels as path_labels using (first_steps, later_steps)
    union
    select 'funnel' as kind, funnels.funnel_name as name, steps.step_number::varchar as label, attempts.profile_key
    from attempts
    inner join cfg_funnels as funnels using (funnel_key)
    inner join cfg_funnel_steps as steps
        on steps.funnel_key = attempts.funnel_key and steps.step_number <= attempts.steps_reached
)

select * from final
