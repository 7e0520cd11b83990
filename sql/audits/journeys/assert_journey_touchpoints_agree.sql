-- assert_journey_touchpoints_agree: a journey has as many touchpoints as its steps and its visits.
-- kind: profile
with

counts as (
    select definition_key, journey_key, 'journey' as counted_by, touchpoints
    from int_journeys
    union all
    select definition_key, journey_key, 'steps', sum(touchpoints)::bigint
    from int_journey_steps
    group by definition_key, journey_key
    union all
    select definition_key, journey_key, 'visits', sum(touchpoints)::bigint
    from int_visits
    group by definition_key, journey_key
)

select definition_key, journey_key, min(touchpoints) as fewest, max(touchpoints) as most
from counts
group by definition_key, journey_key
having min(touchpoints) <> max(touchpoints) or count(*) <> 3
