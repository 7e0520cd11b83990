-- assert_quarantine_agrees: as many records and events stand in quarantine as the accounting says, per source.
with

counted as (
    select source, sum(quarantined_records) as records, sum(quarantined) as events
    from accounting_entries
    group by source
),

present as (
    select source, count(*) filter (where is_record) as records, count(*) filter (where not is_record) as events
    from quarantine
    group by source
)

select
    coalesce(counted.source, present.source) as source,
    counted.records::bigint as counted_records,
    present.records as quarantined_records,
    counted.events::bigint as counted_events,
    present.events as quarantined_events,
from counted
full join present on counted.source = present.source
where
    coalesce(counted.records, 0) <> coalesce(present.records, 0)
    or coalesce(counted.events, 0) <> coalesce(present.events, 0)
