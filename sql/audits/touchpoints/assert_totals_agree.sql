-- assert_totals_agree: touchpoints, sessions, journeys and steps are the same number wherever they are counted.
with

totals as (
    select
        'touchpoints of profiles' as total,
        (select count(*) from int_touchpoints) as of_rows,
        (select coalesce(sum(touchpoints), 0) from dim_profiles)::bigint as of_counts,
    union all
    select
        'touchpoints published',
        (select count(*) from int_touchpoints),
        (select count(*) from fct_touchpoints),
    union all
    select
        'inbound touchpoints of profiles',
        (select count(*) from int_touchpoints where is_inbound),
        (select coalesce(sum(inbound_touchpoints), 0) from dim_profiles)::bigint,
    union all
    select
        'touchpoints of sessions',
        (select count(*) from int_touchpoints where is_inbound),
        (select coalesce(sum(touchpoints), 0) from fct_sessions)::bigint,
    union all
    select
        'sessions of profiles',
        (select count(*) from int_sessions),
        (select coalesce(sum(sessions), 0) from dim_profiles)::bigint,
    union all
    select
        'steps of journeys',
        (select count(*) from fct_journey_steps),
        (select coalesce(sum(steps), 0) from fct_journeys)::bigint,
    union all
    select
        'sessions of journeys',
        (select count(*) from int_visits),
        (select coalesce(sum(sessions), 0) from fct_journeys)::bigint,
    union all
    select
        'journeys of paths',
        (select count(*) from fct_journeys),
        (select coalesce(sum(journeys), 0) from fct_paths)::bigint,
)

select total, of_rows, of_counts
from totals
where of_rows <> of_counts
