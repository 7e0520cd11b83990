-- assert_touchpoints_in_order: touchpoints stand on disk profile by profile, in canonical order and numbered so; every model that reads its neighbours by lag and lead trusts it.
-- kind: profile
with

neighbours as (
    select
        event_key, profile_key, touchpoint_number, occurred_at,
        lag(event_key) over () as previous_event_key,
        lag(profile_key) over () as previous_profile_key,
        lag(touchpoint_number) over () as previous_number,
        lag(occurred_at) over () as previous_at,
    from int_touchpoints
),

-- A profile that stood in two places would have two touchpoints numbered 1: the grain is audited too.
suspects as (
    select
        event_key,
        previous_event_key,
        previous_profile_key is not distinct from profile_key
        and touchpoint_number = previous_number + 1
        and occurred_at = previous_at as is_tie,
    from neighbours
    where
        case
            when previous_profile_key is distinct from profile_key then touchpoint_number <> 1
            else touchpoint_number <> previous_number + 1 or occurred_at <= previous_at
        end
)

select later_events.source, later_events.event_id
from suspects
inner join events as later_events on suspects.event_key = later_events.event_key
left join events as earlier_events on suspects.previous_event_key = earlier_events.event_key
where
    not suspects.is_tie
    or (later_events.sequence, later_events.source, later_events.event_id)
    <= (earlier_events.sequence, earlier_events.source, earlier_events.event_id)
