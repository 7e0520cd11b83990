-- stitched_counts: what the tables that are about to be published count over profiles, measure by measure.
-- grain: analysis, name, key
-- column counted: how many
with

journeys as (
    select
        journey_name,
        count(*) as journeys,
        count(distinct profile_key) as profiles,
        count(*) filter (where outcome = 'converted') as converted,
        count(*) filter (where outcome = 'dropped') as dropped,
        count(*) filter (where outcome = 'open') as open,
    from int_journey_outcomes
    group by journey_name
),

journey_counts as (
    unpivot journeys on journeys, profiles, converted, dropped, open into name key value counted
),

points as (
    select
        journey_name, step_label, drop_offs, continued_elsewhere, continued_later, came_back, identity_lost, gone, open,
    from fct_drop_off_points
),

kinds as (
    select
        journey_name,
        sum(continued_elsewhere)::bigint as continued_elsewhere,
        sum(continued_later)::bigint as continued_later,
        sum(came_back)::bigint as came_back,
        sum(identity_lost)::bigint as identity_lost,
        sum(gone)::bigint as gone,
        sum(open)::bigint as open,
    from points
    group by journey_name
),

kind_counts as (
    unpivot kinds on continued_elsewhere, continued_later, came_back, identity_lost, gone, open
    into name key value counted
),

people as (
    select count(distinct profile_key) as people, count(*) as touchpoints
    from int_touchpoints
    where is_inbound
),

final as (
    select 'people' as analysis, '' as name, 'people' as key, people as counted from people
    union all
    select 'people', '', 'inbound_touchpoints', touchpoints from people
    union all
    select 'journeys', journey_name, key, counted from journey_counts
    union all
    select 'drop_off_kinds', journey_name, key, counted from kind_counts
    union all
    select 'drop_offs', journey_name, step_label, drop_offs from points
    union all
    select 'next_channels', journey_name, next_channel, sum(drop_offs)::bigint
    from fct_drop_offs
    where drop_off_kind = 'continued_elsewhere'
    group by journey_name, next_channel
    union all
    select 'transitions', journey_name, from_label || ' > ' || to_label, transitions from fct_path_transitions
    union all
    select 'funnel_steps', funnel_name, step_number::varchar || '. ' || step_label, profiles from fct_funnel_steps
)

select analysis, name, key, counted from final
where counted > 0
