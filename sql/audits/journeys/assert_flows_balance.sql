-- assert_flows_balance: what flows into a label flows out of it, and equals its steps.
with

steps_of_labels as (
    select definition_key, label_key, count(*) as steps
    from int_journey_steps
    group by definition_key, label_key
),

flows as (
    select journey_name, to_label as label, transitions as flows_in, 0 as flows_out, 0 as steps
    from fct_path_transitions
    where to_label not in ('(converted)', '(dropped)', '(open)')
    union all
    select journey_name, from_label, 0, transitions, 0
    from fct_path_transitions
    where from_label <> '(start)'
    union all
    select cfg_journeys.journey_name, int_step_labels.step_label, 0, 0, steps_of_labels.steps
    from steps_of_labels
    inner join cfg_journeys on steps_of_labels.definition_key = cfg_journeys.definition_key
    inner join int_step_labels on steps_of_labels.label_key = int_step_labels.label_key
)

select
    journey_name,
    label,
    sum(flows_in)::bigint as flows_in,
    sum(flows_out)::bigint as flows_out,
    sum(steps)::bigint as steps,
from flows
group by journey_name, label
having sum(flows_in) <> sum(flows_out) or sum(flows_in) <> sum(steps)
