-- int_journey_steps: the steps of every journey: neighbouring touchpoints of one label are one step.
-- grain:  definition_key, journey_key, step_number
-- kind:   profile
-- audits: unique(grain)
-- column step_number: place in the journey, from 1
-- column label_key: what the touchpoints of the step are called
-- column previous_label_key: label of the step before; null on step 1
-- column channel_key: channel of the step's first touchpoint
-- column first_at: when the step's first touchpoint occurred
-- column last_at: when the step's last touchpoint occurred
-- column touchpoints: touchpoints of the step
-- column seconds_from_previous: whole seconds from the last touchpoint of the step before to the first of this one
-- column is_last_step: the journey ends with this step
-- column is_goal: the step ends with the journey's goal
with

touchpoints as (
    select
        definition_key, profile_key, journey_key, label_key, occurred_at, is_goal, is_journey_start, is_journey_end,
        row_number() over () as place,
        count(*) filter (where is_step_start) over (rows unbounded preceding) as steps,
        last_value(case when is_step_start then occurred_at end ignore nulls)
            over (rows between unbounded preceding and current row) as first_at,
        last_value(case when is_step_start then channel_key end ignore nulls)
            over (rows between unbounded preceding and current row) as channel_key,
        coalesce(lead(is_step_start) over (), true) as is_step_end,
    from int_journey_touchpoints
),

numbered as (
    select
        definition_key, profile_key, journey_key, label_key, channel_key, first_at, occurred_at, is_goal, is_journey_end,
        is_step_end, place,
        steps - max(case when is_journey_start then steps - 1 end) over (rows unbounded preceding) as step_number,
    from touchpoints
),

final as (
    select
        definition_key,
        profile_key,
        journey_key,
        step_number,
        label_key,
        case when step_number > 1 then lag(label_key) over () end as previous_label_key,
        channel_key,
        first_at,
        occurred_at as last_at,
        place - lag(place, 1, 0) over () as touchpoints,
        case when step_number > 1 then whole_seconds(lag(occurred_at) over (), first_at) end as seconds_from_previous,
        is_journey_end as is_last_step,
        is_goal,
    from numbered
    where is_step_end
)

select * from final
