-- assert_one_currency: touchpoints have their value in the workspace's currency; one in another counts in no sum.
-- severity: warn
select source, event_id, currency
from int_touchpoints
where value is not null and counted_value is null
