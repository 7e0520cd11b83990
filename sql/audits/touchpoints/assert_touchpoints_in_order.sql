-- assert_touchpoints_in_order: touchpoints stand on disk profile by profile, in canonical order and numbered so; every model that reads its neighbours by lag and lead trusts it.
with

neighbours as (
    select
        source, event_id, profile_key, touchpoint_number, occurred_at, sequence,
        lag(profile_key) over () as previous_profile_key,
        lag(touchpoint_number) over () as previous_number,
        lag(occurred_at) over () as previous_at,
        lag(sequence) over () as previous_sequence,
        lag(source) over () as previous_source,
        lag(event_id) over () as previous_event_id,
    from int_touchpoints
)

-- A profile that stood in two places would have two touchpoints numbered 1: its grain is audited too.
select source, event_id
from neighbours
where
    case
        when previous_profile_key is distinct from profile_key then touchpoint_number <> 1
        when touchpoint_number <> previous_number + 1 then true
        when occurred_at <> previous_at then occurred_at < previous_at
        when sequence <> previous_sequence then sequence < previous_sequence
        when source <> previous_source then source < previous_source
        else event_id <= previous_event_id
    end
