-- published_tables: numbers of the published tables that must be the same, each pair counted in two ways.
-- grain: name
-- column name: what is counted, and of which journey or funnel
-- column left: counted one way
-- column right: counted another way
with

journeys as (
    select
        journey_name,
        count(*) as journeys,
        count(*) filter (where outcome = 'converted') as converted,
        count(*) filter (where outcome = 'dropped') as dropped,
        count(*) filter (where outcome = 'open') as open,
        sum(steps)::bigint as steps,
        sum(touchpoints)::bigint as touchpoints,
    from fct_journeys
    group by journey_name
),

paths as (
    select journey_name, sum(journeys)::bigint as journeys, sum(converted)::bigint as converted
    from fct_paths
    group by journey_name
),

ends as (
    select
        journey_name,
        coalesce(sum(transitions) filter (where from_label = '(start)'), 0)::bigint as started,
        coalesce(sum(transitions) filter (where to_label = '(converted)'), 0)::bigint as converted,
        coalesce(sum(transitions) filter (where from_label <> '(start)'), 0)::bigint as left_labels,
    from fct_path_transitions
    group by journey_name
),

flows as (
    select journey_name, from_label as label, transitions, 0 as arrived from fct_path_transitions
    union all
    select journey_name, to_label as label, 0 as transitions, transitions as arrived from fct_path_transitions
),

balances as (
    select
        journey_name,
        sum(abs(departed - arrived)) filter (where label not in ('(start)', '(converted)', '(dropped)', '(open)'))::bigint
            as unbalanced,
    from (
        select journey_name, label, sum(transitions) as departed, sum(arrived) as arrived
        from flows
        group by journey_name, label
    )
    group by journey_name
),

points as (
    select
        journey_name,
        sum(drop_offs)::bigint as drop_offs,
        sum(came_back + identity_lost + gone)::bigint as lost,
        sum(open)::bigint as open,
    from fct_drop_off_points
    group by journey_name
),

moves as (
    select journey_name, sum(drop_offs)::bigint as drop_offs
    from fct_drop_offs
    group by journey_name
),

steps as (
    select
        journey_name,
        count(*) as steps,
        sum(touchpoints)::bigint as touchpoints,
    from fct_journey_steps
    group by journey_name
),

sums as (
    select 'touchpoints in sessions and of inbound direction' as name, sum(touchpoints)::bigint as left_count, (
        select count(*) from fct_touchpoints where direction = 'inbound'
    ) as right_count
    from fct_sessions
    union all
    select 'profiles with touchpoints and touchpoints'' profiles', count(*) filter (where touchpoints > 0), (
        select count(distinct profile_id) from fct_touchpoints
    )
    from dim_profiles
    union all
    select 'people at the first step of funnel ' || funnel_name || ' and what became of them', profiles,
        went_on + dropped + open
    from fct_funnel_steps
    where step_number = 1
),

final as (
    select name, coalesce(left_count, 0) as "left", coalesce(right_count, 0) as "right" from sums
    union all
    select 'journeys of ' || journey_name || ' and in their paths', journeys.journeys, coalesce(paths.journeys, 0)
    from journeys left join paths using (journey_name)
    union all
    select 'converted journeys of ' || journey_name || ' and in their paths', journeys.converted,
        coalesce(paths.converted, 0)
    from journeys left join paths using (journey_name)
    union all
    select 'journeys of ' || journey_name || ' and transitions from their start', journeys.journeys,
        coalesce(ends.started, 0)
    from journeys left join ends using (journey_name)
    union all
    select 'converted journeys of ' || journey_name || ' and transitions to their goal', journeys.converted,
        coalesce(ends.converted, 0)
    from journeys left join ends using (journey_name)
    union all
    select 'steps of journeys of ' || journey_name || ' and transitions from steps', journeys.steps,
        coalesce(ends.left_labels, 0)
    from journeys left join ends using (journey_name)
    union all
    select 'flow that enters labels of ' || journey_name || ' and does not leave them', coalesce(unbalanced, 0), 0
    from balances
    union all
    select 'steps of journeys of ' || journey_name || ' and in the table of steps', journeys.steps,
        coalesce(steps.steps, 0)
    from journeys left join steps using (journey_name)
    union all
    select 'touchpoints of journeys of ' || journey_name || ' and in the table of steps', journeys.touchpoints,
        coalesce(steps.touchpoints, 0)
    from journeys left join steps using (journey_name)
    union all
    select 'drop-offs of ' || journey_name || ' by step and by where people went', coalesce(points.drop_offs, 0),
        coalesce(moves.drop_offs, 0)
    from journeys left join points using (journey_name) left join moves using (journey_name)
    union all
    select 'dropped journeys of ' || journey_name || ' and lost visits', journeys.dropped, coalesce(points.lost, 0)
    from journeys left join points using (journey_name)
    union all
    select 'open journeys of ' || journey_name || ' and open visits', journeys.open, coalesce(points.open, 0)
    from journeys left join points using (journey_name)
)

select * from final
order by name
