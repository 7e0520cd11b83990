-- assert_drop_offs_add_up: came_back + identity_lost + gone = dropped journeys, open = open journeys, and the kinds of a label are its drop-offs.
with

kinds as (
    select
        journey_name,
        sum(drop_offs)::bigint as drop_offs,
        sum(continued_elsewhere + continued_later)::bigint as continued,
        sum(came_back + identity_lost + gone)::bigint as dropped,
        sum(open)::bigint as open,
    from fct_drop_off_points
    group by journey_name
),

outcomes as (
    select
        journey_name,
        count(*) filter (where outcome = 'dropped') as dropped,
        count(*) filter (where outcome = 'open') as open,
    from fct_journeys
    group by journey_name
)

select
    outcomes.journey_name,
    outcomes.dropped,
    kinds.dropped as dropped_by_kind,
    outcomes.open,
    kinds.open as open_by_kind,
from outcomes
left join kinds on outcomes.journey_name = kinds.journey_name
where
    outcomes.dropped is distinct from kinds.dropped
    or outcomes.open is distinct from kinds.open
    or kinds.drop_offs <> kinds.continued + kinds.dropped + kinds.open
