-- quarantine: the records that were set aside, with their place and reason; their bytes stay in the workspace.
-- grain:  source, origin, position
-- kind:   view
-- audits: none
-- column source: the configured source that brought the record
-- column origin: the file and its version, or the topic and partition
-- column position: the record's place in its origin, from 1; 0 where the whole file was set aside
-- column reason: why it was set aside, from a closed list
-- column detail: what exactly was wrong, without the record's values
-- column event_id: the event's id, where it is known
-- column run_id: the run that set it aside
-- column quarantine_id: names the row for `polku quarantine show`
with

set_aside as (
    select source, origin, position, reason, detail, event_id, run_id, quarantine_id
    from quarantine
),

final as (
    select source, origin, position, reason, detail, event_id, run_id, quarantine_id
    from set_aside
)

select * from final
