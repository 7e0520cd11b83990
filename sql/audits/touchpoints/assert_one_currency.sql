-- assert_one_currency: touchpoints have their value in the workspace's currency; one in another counts in no sum.
-- severity: warn
with

counted as (
    select event_key
    from int_touchpoints
    where counted_value is not null
),

-- Few: found first, so that touchpoints are looked up for these alone.
uncounted as materialized (
    select events.event_key, events.source, events.event_id, events.currency
    from events
    anti join counted on events.event_key = counted.event_key
    where events.value is not null
)

select uncounted.source, uncounted.event_id, uncounted.currency
from uncounted
inner join int_touchpoints on uncounted.event_key = int_touchpoints.event_key
where int_touchpoints.counted_value is null
