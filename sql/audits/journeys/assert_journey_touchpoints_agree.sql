-- assert_journey_touchpoints_agree: a journey has as many touchpoints as its steps, its visits and the steps of its visits.
with

counts as (
    select journey_name, journey_key, 'journey' as counted_by, touchpoints
    from int_journeys
    union all
    select journey_name, journey_key, 'steps', sum(touchpoints)::bigint
    from int_journey_steps
    group by journey_name, journey_key
    union all
    select journey_name, journey_key, 'visits', sum(touchpoints)::bigint
    from int_visits
    group by journey_name, journey_key
    union all
    select journey_name, journey_key, 'visit steps', sum(touchpoints)::bigint
    from int_visit_steps
    group by journey_name, journey_key
)

select journey_name, journey_key, min(touchpoints) as fewest, max(touchpoints) as most
from counts
group by journey_name, journey_key
having min(touchpoints) <> max(touchpoints) or count(*) <> 4
