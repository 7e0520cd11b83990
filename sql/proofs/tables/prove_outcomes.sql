-- prove_outcomes: visits, drop-offs and ends of journeys are the same numbers wherever they are counted.
with

-- As many as are published: prove_journeys shows that none is lost.
outcomes as (
    select
        journey_name,
        count(*) filter (where outcome = 'converted') as converted,
        count(*) filter (where outcome = 'dropped') as dropped,
        count(*) filter (where outcome = 'open') as open,
    from int_journey_outcomes
    group by journey_name
),

visit_counts as (
    select definition_key, count(*) as visits, count(*) filter (where is_goal_reached) as goal_visits
    from int_visits
    group by definition_key
),

visits as (
    select cfg_journeys.journey_name, visit_counts.visits, visit_counts.goal_visits
    from visit_counts
    inner join cfg_journeys on visit_counts.definition_key = cfg_journeys.definition_key
),

points as (
    select
        journey_name,
        sum(drop_offs) as drop_offs,
        sum(continued_elsewhere + continued_later) as continued,
        sum(came_back + identity_lost + gone) as dropped,
        sum(open) as open,
    from fct_drop_off_points
    group by journey_name
),

kinds as (
    select journey_name, sum(drop_offs) as drop_offs
    from fct_drop_offs
    group by journey_name
),

verdicts as (
    select
        visits.visits = visits.goal_visits + coalesce(points.drop_offs, 0)
        and coalesce(points.drop_offs, 0) = coalesce(kinds.drop_offs, 0)
        and visits.goal_visits = coalesce(outcomes.converted, 0) as visits_add_up,
        outcomes.dropped = points.dropped
        and outcomes.open = points.open
        and points.drop_offs = points.continued + points.dropped + points.open as drop_offs_add_up,
    from visits
    full join outcomes on visits.journey_name = outcomes.journey_name
    left join points on outcomes.journey_name = points.journey_name
    left join kinds on outcomes.journey_name = kinds.journey_name
),

final as (
    select
        coalesce(bool_and(coalesce(visits_add_up, false)), true) as assert_visits_add_up,
        coalesce(bool_and(coalesce(drop_offs_add_up, false)), true) as assert_drop_offs_add_up,
    from verdicts
)

select * from final
