-- assert_one_currency: touchpoints have their value in the workspace's currency; one in another counts in no sum.
-- severity: warn
select events.source, events.event_id, events.currency
from events
inner join int_touchpoints on events.event_key = int_touchpoints.event_key
where events.value is not null and int_touchpoints.counted_value is null
