-- assert_events_unique: an event_id is stored once for each source.
with

-- Text is compared only where its digest is not alone.
candidates as (
    select hash(source, event_id) as digest
    from events
    group by digest
    having count(*) > 1
)

select events.source, events.event_id, count(*) as times
from events
inner join candidates on hash(events.source, events.event_id) = candidates.digest
group by events.source, events.event_id
having count(*) > 1
