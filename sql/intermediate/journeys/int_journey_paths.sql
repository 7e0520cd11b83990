-- int_journey_paths: the path of every journey as text.
-- grain:  journey_name, journey_key
-- kind:   profile
-- audits: unique(grain)
-- column path: step labels joined by ` > `; a path of more than paths.max_steps steps is cut there and ends in `…`
with

steps as (
    select journey_name, profile_key, journey_key, step_number, step_label, is_last_step
    from int_journey_steps
    where step_number <= cfg_settings().max_steps
),

final as (
    select
        journey_name,
        profile_key,
        journey_key,
        string_agg(step_label, ' > ' order by step_number)
        || case when bool_or(is_last_step) then '' else ' > …' end as path,
    from steps
    group by journey_name, profile_key, journey_key
)

select * from final
