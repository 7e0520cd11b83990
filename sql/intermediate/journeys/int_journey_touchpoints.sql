-- int_journey_touchpoints: the inbound touchpoints of every journey, with marks where journeys, visits and steps begin.
-- grain:  definition_key, event_key
-- kind:   scratch
-- each:   cfg_journeys
-- order:  definition_key as configured, then as int_touchpoints
-- audits: none
-- column definition_key: the journey's definition, by cfg_journeys
-- column journey_key: the first touchpoint of the journey
-- column next_at: when the profile's next inbound touchpoint occurs, in this journey or later; null where there is none
-- column next_channel_key: the channel of the profile's next inbound touchpoint; null where there is none
with

inbound_touchpoints as (
    select
        profile_key, event_key, session_key, touchpoint_number, channel_key, label_key, occurred_at, counted_value,
        (matches & cfg_journey().goal_mask) <> 0 as is_goal,
        cfg_journey().start_mask is null or (matches & cfg_journey().start_mask) <> 0 as is_start,
    from int_touchpoints
    where is_inbound
),

-- An island is a stretch in which a journey can run: it ends with a goal, a long silence or the profile.
islands as (
    select
        profile_key, event_key, session_key, touchpoint_number, channel_key, label_key, occurred_at, counted_value,
        is_goal, is_start,
        lag(profile_key) over () is distinct from profile_key
        or lag(is_goal) over ()
        or epoch_us(occurred_at) - epoch_us(lag(occurred_at) over ()) > cfg_journey().idle_microseconds
            as is_island_start,
        count(*) filter (where is_start) over (rows unbounded preceding) as starts,
        case when lead(profile_key) over () = profile_key then lead(occurred_at) over () end as next_at,
        case when lead(profile_key) over () = profile_key then lead(channel_key) over () end as next_channel_key,
    from inbound_touchpoints
),

counted as (
    select
        profile_key, event_key, session_key, touchpoint_number, channel_key, label_key, occurred_at, counted_value,
        is_goal, is_start, next_at, next_channel_key, starts,
        max(case when is_island_start then starts - is_start::bigint end) over (rows unbounded preceding)
            as starts_before,
    from islands
),

-- The journey begins with the island's first touchpoint that fits `start`; what comes before belongs to none.
journey_touchpoints as (
    select
        profile_key, event_key, session_key, touchpoint_number, channel_key, label_key, occurred_at, counted_value,
        is_goal, next_at, next_channel_key,
        is_start and starts = starts_before + 1 as is_journey_start,
    from counted
    where starts > starts_before
),

final as (
    select
        cfg_journey().definition_key as definition_key,
        profile_key,
        last_value(case when is_journey_start then event_key end ignore nulls)
            over (rows between unbounded preceding and current row) as journey_key,
        event_key, session_key, touchpoint_number,
        channel_key, label_key, occurred_at, counted_value, is_goal, next_at, next_channel_key,
        is_journey_start,
        coalesce(lead(is_journey_start) over (), true) as is_journey_end,
        is_journey_start or session_key <> lag(session_key) over () as is_visit_start,
        is_journey_start or label_key <> lag(label_key) over () as is_step_start,
        not is_journey_start and channel_key <> lag(channel_key) over () as is_channel_change,
    from journey_touchpoints
)

select * from final
