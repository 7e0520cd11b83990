-- identity_history: why each id vanished or appeared. It tells what happened to this workspace, run by run.
-- grain:  change_number
-- kind:   view
-- audits: unique(grain)
-- column change_number: place of the change, over all runs
-- column cause: created, identified, merged, split, moved, anchor_moved, erased or config_changed
-- column profile_id: the id that vanished; for created and split, the id that appeared
-- column other_profile_id: the id its anchor is with now; for split, the id it was split off from
-- column source: source of the event that caused it; null where no single event did
-- column event_id: the event that caused it; null where no single event did
-- column run_id: the run that noticed it
with

final as (
    select change_number, cause, profile_id, other_profile_id, source, event_id, run_id
    from identity_changes
)

select * from final
