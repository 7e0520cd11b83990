-- int_path_labels: the steps of packed paths as text.
-- grain:  packed_path
-- kind:   view
-- audits: none
-- column path: step labels joined by ` > `
with

packed_paths as (
    select distinct packed_path
    from int_journey_paths
    where packed_path is not null
),

labels as (
    select label_key, step_label
    from int_step_labels
),

places as (
    select range as place
    from range(15)
),

packed_steps as (
    select
        packed_paths.packed_path,
        places.place,
        ((packed_paths.packed_path >> (8 * places.place)::uhugeint) & 255::uhugeint)::integer as label_key,
    from packed_paths
    cross join places
),

final as (
    select packed_steps.packed_path, string_agg(labels.step_label, ' > ' order by packed_steps.place) as path
    from packed_steps
    inner join labels on packed_steps.label_key = labels.label_key
    group by packed_steps.packed_path
)

select * from final
