-- int_journey_paths: the path of every journey: packed into two numbers, or where that cannot be, as text.
-- grain:  definition_key, journey_key
-- kind:   profile
-- audits: unique(grain)
-- column first_steps: a byte for each of the first eight steps, the first lowest: its label_key; null where labels or steps are too many
-- column later_steps: the same for the steps behind them; 0 where there are none
-- column is_whole: the path shows every step of the journey; it is cut after paths.max_steps
-- column path: step labels joined by ` > `; null where the numbers say it
with

labels as (
    select label_key, step_label
    from int_step_labels
),

steps as (
    select definition_key, profile_key, journey_key, step_number, label_key, is_last_step
    from int_journey_steps
    where step_number <= cfg_settings().max_steps
),

-- Sixteen bytes fit into two numbers; one of 128 bits is read twenty times as slowly. Whether a path does depends on the path alone: equal paths are packed alike.
wide_journeys as (
    select distinct definition_key, journey_key
    from steps
    where label_key > 255 or cfg_settings().max_steps > 16
),

narrow_steps as (
    select
        steps.definition_key, steps.profile_key, steps.journey_key, steps.step_number, steps.label_key,
        steps.is_last_step,
    from steps
    anti join wide_journeys
        on steps.definition_key = wide_journeys.definition_key and steps.journey_key = wide_journeys.journey_key
),

-- Most journeys have one step: nothing to group.
final as (
    select
        definition_key, profile_key, journey_key,
        label_key::ubigint as first_steps,
        0::ubigint as later_steps,
        true as is_whole,
        null::varchar as path,
    from narrow_steps
    where step_number = 1 and is_last_step
    union all
    select
        definition_key,
        any_value(profile_key) as profile_key,
        journey_key,
        bit_or(case when step_number <= 8 then label_key::ubigint << (8 * (step_number - 1))::ubigint end) as first_steps,
        coalesce(bit_or(case when step_number > 8 then label_key::ubigint << (8 * (step_number - 9))::ubigint end), 0)
            as later_steps,
        bool_or(is_last_step) as is_whole,
        null as path,
    from narrow_steps
    where not (step_number = 1 and is_last_step)
    group by definition_key, journey_key
    union all
    select
        steps.definition_key,
        any_value(steps.profile_key) as profile_key,
        steps.journey_key,
        null as first_steps,
        null as later_steps,
        bool_or(steps.is_last_step) as is_whole,
        string_agg(labels.step_label, ' > ' order by steps.step_number) as path,
    from steps
    inner join wide_journeys
        on steps.definition_key = wide_journeys.definition_key and steps.journey_key = wide_journeys.journey_key
    inner join labels on steps.label_key = labels.label_key
    group by steps.definition_key, steps.journey_key
)

select * from final
