-- assert_quarantine_agrees: as many records and events stand in quarantine as the accounting says, per source.
with

counted as (
    select source, sum(quarantined_records + quarantined)::bigint as set_aside
    from accounting_entries
    group by source
),

present as (
    select source, count(*) as quarantine_rows
    from quarantine
    group by source
)

select coalesce(counted.source, present.source) as source, counted.set_aside, present.quarantine_rows
from counted
full join present on counted.source = present.source
where coalesce(counted.set_aside, 0) <> coalesce(present.quarantine_rows, 0)
