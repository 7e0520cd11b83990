-- assert_stored_events_agree: as many events are stored as the accounting says, per source.
with

counted as (
    select source, sum(stored)::bigint as stored
    from accounting_entries
    group by source
),

present as (
    select source, count(*) as events
    from events
    group by source
)

select coalesce(counted.source, present.source) as source, counted.stored, present.events
from counted
full join present on counted.source = present.source
where coalesce(counted.stored, 0) <> coalesce(present.events, 0)
