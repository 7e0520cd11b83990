-- int_path_labels: the steps of packed paths as text.
-- grain:  first_steps, later_steps
-- kind:   view
-- audits: none
-- column path: step labels joined by ` > `
with

packed_paths as (
    select distinct first_steps, later_steps
    from int_journey_paths
    where first_steps is not null
),

labels as (
    select label_key, step_label
    from int_step_labels
),

places as (
    select range as place
    from range(16)
),

packed_steps as (
    select
        packed_paths.first_steps,
        packed_paths.later_steps,
        places.place,
        case
            when places.place < 8 then (packed_paths.first_steps >> (8 * places.place)::ubigint) & 255::ubigint
            else (packed_paths.later_steps >> (8 * (places.place - 8))::ubigint) & 255::ubigint
        end::integer as label_key,
    from packed_paths
    cross join places
),

final as (
    select
        packed_steps.first_steps,
        packed_steps.later_steps,
        string_agg(labels.step_label, ' > ' order by packed_steps.place) as path,
    from packed_steps
    inner join labels on packed_steps.label_key = labels.label_key
    group by packed_steps.first_steps, packed_steps.later_steps
)

select * from final
