-- identity_health: how identity stands after each run that published, measure by measure. It tells what happened to this workspace.
-- grain:  run_id, measure, namespace
-- kind:   view
-- audits: unique(grain)
-- column run_id: the run; ids of runs sort by time
-- column measure: what was measured; docs/identity.md lists the measures
-- column namespace: the namespace it is measured in; null where it is measured over all
-- column value: a number, a share between 0 and 1, or a number per day
-- column threshold: where an alarm begins; null where none is set
-- column is_alarm: the value is beyond the threshold
with

final as (
    select run_id, measure, namespace, value, threshold, is_alarm
    from identity_health_runs
)

select * from final
