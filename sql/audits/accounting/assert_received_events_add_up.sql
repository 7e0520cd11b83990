-- assert_received_events_add_up: every event has one fate: received = stored + duplicate + superseded + quarantined + erased, per source.
select
    source,
    sum(received)::bigint as received,
    sum(stored + duplicate + superseded + quarantined + erased)::bigint as accounted_for,
from accounting_entries
group by source
having sum(received) <> sum(stored + duplicate + superseded + quarantined + erased)
