-- restatements: figures of the past that a snapshot tells differently from the one before it, and why.
-- grain:  snapshot_id, table_name, key, column_name
-- kind:   view
-- audits: unique(grain)
-- column snapshot_id: the snapshot that tells the new value; the one before it told the other
-- column table_name: the table of the figure
-- column key: names the figure's row: the columns of the table's grain as a JSON array
-- column column_name: the column of the figure
-- column value_before: as it was published before, as text; null where the row was not there or had none
-- column value_after: as it is published now, as text; null where the row is gone or has none
-- column cause: statement, identity, late_events, new_events, data_end or config_changed: the strongest that was found
-- column source: source of the first event of that cause; null where no single event did it
-- column event_id: the first event of that cause; null where no single event did it
with

final as (
    select snapshot_id, table_name, key, column_name, value_before, value_after, cause, source, event_id
    from restatements
)

select * from final
