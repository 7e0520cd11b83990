-- assert_visits_add_up: visits = visits that hold the goal + drop-offs, in every table that counts them.
with

visits as (
    select
        cfg_journeys.journey_name,
        count(*) as visits,
        count(*) filter (where int_visits.is_goal_reached) as goal_visits,
    from int_visits
    inner join cfg_journeys on int_visits.definition_key = cfg_journeys.definition_key
    group by cfg_journeys.journey_name
),

points as (
    select journey_name, sum(drop_offs)::bigint as drop_offs
    from fct_drop_off_points
    group by journey_name
),

kinds as (
    select journey_name, sum(drop_offs)::bigint as drop_offs
    from fct_drop_offs
    group by journey_name
),

conversions as (
    select journey_name, count(*) as converted
    from fct_journeys
    where outcome = 'converted'
    group by journey_name
)

select visits.journey_name, visits.visits, visits.goal_visits, points.drop_offs
from visits
left join points on visits.journey_name = points.journey_name
left join kinds on visits.journey_name = kinds.journey_name
left join conversions on visits.journey_name = conversions.journey_name
where
    visits.visits <> visits.goal_visits + coalesce(points.drop_offs, 0)
    or coalesce(points.drop_offs, 0) <> coalesce(kinds.drop_offs, 0)
    or visits.goal_visits <> coalesce(conversions.converted, 0)
