-- int_step_labels: every label that a touchpoint has, with a number that stands for it inside the store.
-- grain:  step_label
-- kind:   dictionary
-- key:    label_key
-- audits: unique(label_key), unique(step_label)
-- column step_label: what touchpoints are called in paths
-- column label_key: names the label; no number is published
with

names as (
    select step_label
    from int_names
),

final as (
    select distinct step_label
    from names
)

select * from final
