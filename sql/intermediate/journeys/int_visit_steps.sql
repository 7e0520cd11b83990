-- int_visit_steps: the steps of every visit; a step that lasts over two sessions stands in both visits.
-- grain:  journey_name, journey_key, session_key, step_number
-- kind:   profile
-- audits: unique(grain)
-- column step_number: place in the visit, from 1
-- column step_label: what the touchpoints of the step are called
-- column first_at: when the step's first touchpoint in the visit occurred
-- column last_at: when the step's last touchpoint in the visit occurred
-- column touchpoints: touchpoints of the step in the visit
-- column is_last_step: the visit ends with this step
-- column is_goal: the step ends with the journey's goal
with

touchpoints as (
    select
        journey_name, profile_key, journey_key, session_key, step_label, occurred_at, is_goal, is_visit_start,
        is_visit_start or is_step_start as is_part_start,
        coalesce(lead(is_visit_start) over (), true) as is_visit_end,
        coalesce(lead(is_visit_start or is_step_start) over (), true) as is_part_end,
        row_number() over () as place,
    from int_journey_touchpoints
),

counted as (
    select
        journey_name, profile_key, journey_key, session_key, step_label, occurred_at, is_goal, is_visit_start,
        is_visit_end, is_part_end, place,
        count(*) filter (where is_part_start) over (rows unbounded preceding) as parts,
        last_value(case when is_part_start then occurred_at end ignore nulls)
            over (rows between unbounded preceding and current row) as first_at,
    from touchpoints
),

numbered as (
    select
        journey_name, profile_key, journey_key, session_key, step_label, first_at, occurred_at, is_goal, is_visit_end,
        is_part_end, place,
        parts - max(case when is_visit_start then parts - 1 end) over (rows unbounded preceding) as step_number,
    from counted
),

final as (
    select
        journey_name,
        profile_key,
        journey_key,
        session_key,
        step_number,
        step_label,
        first_at,
        occurred_at as last_at,
        place - lag(place, 1, 0) over () as touchpoints,
        is_visit_end as is_last_step,
        is_goal,
    from numbered
    where is_part_end
)

select * from final
