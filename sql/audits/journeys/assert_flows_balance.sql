-- assert_flows_balance: what flows into a label flows out of it, and equals its steps.
with

flows as (
    select journey_name, to_label as label, transitions as flows_in, 0 as flows_out, 0 as steps
    from fct_path_transitions
    where to_label not in ('(converted)', '(dropped)', '(open)')
    union all
    select journey_name, from_label, 0, transitions, 0
    from fct_path_transitions
    where from_label <> '(start)'
    union all
    select journey_name, step_label, 0, 0, count(*)
    from int_journey_steps
    group by journey_name, step_label
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
