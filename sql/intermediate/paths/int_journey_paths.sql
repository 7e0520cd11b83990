-- int_journey_paths: the path of every journey: packed into one number, or where that cannot be, as text.
-- grain:  definition_key, journey_key
-- kind:   profile
-- audits: unique(grain)
-- column packed_path: a byte for each step, the first lowest: its label_key; null where labels or steps are too many
-- column is_whole: the path shows every step of the journey; it is cut after paths.max_steps
-- column path: step labels joined by ` > `; null where packed_path says it
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

-- Fifteen bytes fit into one number. Whether a path does depends on the path alone: equal paths are packed alike.
wide_journeys as (
    select distinct definition_key, journey_key
    from steps
    where label_key > 255 or cfg_settings().max_steps > 15
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
        label_key::uhugeint as packed_path,
        true as is_whole,
        null::varchar as path,
    from narrow_steps
    where step_number = 1 and is_last_step
    union all
    select
        definition_key,
        any_value(profile_key) as profile_key,
        journey_key,
        bit_or(label_key::uhugeint << (8 * (step_number - 1))::uhugeint) as packed_path,
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
        null as packed_path,
        bool_or(steps.is_last_step) as is_whole,
        string_agg(labels.step_label, ' > ' order by steps.step_number) as path,
    from steps
    inner join wide_journeys
        on steps.definition_key = wide_journeys.definition_key and steps.journey_key = wide_journeys.journey_key
    inner join labels on steps.label_key = labels.label_key
    group by steps.definition_key, steps.journey_key
)

select * from final
