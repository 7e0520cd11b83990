-- int_journey_paths: the path of every journey as text.
-- grain:  journey_name, journey_key
-- kind:   profile
-- audits: unique(grain)
-- column path: step labels joined by ` > `; a path of more than paths.max_steps steps is cut there and ends in `…`
with

-- With one byte for a label, 15 steps are one number, and the text of a path is made once for all its journeys.
labels as (
    select
        step_label,
        row_number() over (order by step_label) as code,
        count(*) over () <= 255 and cfg_settings().max_steps <= 15 as is_packed,
    from (select distinct step_label from int_journey_steps) as distinct_labels
),

steps as (
    select
        int_journey_steps.journey_name, int_journey_steps.profile_key, int_journey_steps.journey_key,
        int_journey_steps.step_number, int_journey_steps.step_label, int_journey_steps.is_last_step,
        labels.code, labels.is_packed,
    from int_journey_steps
    inner join labels on int_journey_steps.step_label = labels.step_label
    where int_journey_steps.step_number <= cfg_settings().max_steps
),

packed_journeys as (
    select
        journey_name,
        journey_key,
        any_value(profile_key) as profile_key,
        bit_or(code::uhugeint << (8 * (step_number - 1))::uhugeint) as packed_path,
        bool_or(is_last_step) as is_whole,
    from steps
    where is_packed
    group by journey_name, journey_key
),

packed_steps as (
    select packed_path, places.place, ((packed_path >> (8 * places.place)::uhugeint) & 255::uhugeint)::bigint as code
    from (select distinct packed_path from packed_journeys) as distinct_paths
    cross join range(15) as places(place)
),

texts as (
    select packed_steps.packed_path, string_agg(labels.step_label, ' > ' order by packed_steps.place) as path
    from packed_steps
    inner join labels on packed_steps.code = labels.code
    group by packed_steps.packed_path
),

every_path as (
    select
        packed_journeys.journey_name, packed_journeys.profile_key, packed_journeys.journey_key, texts.path,
        packed_journeys.is_whole,
    from packed_journeys
    inner join texts on packed_journeys.packed_path = texts.packed_path
    union all
    select
        journey_name,
        any_value(profile_key) as profile_key,
        journey_key,
        string_agg(step_label, ' > ' order by step_number) as path,
        bool_or(is_last_step) as is_whole,
    from steps
    where not is_packed
    group by journey_name, journey_key
),

final as (
    select
        journey_name,
        profile_key,
        journey_key,
        case when is_whole then path else path || ' > …' end as path,
    from every_path
)

select * from final
