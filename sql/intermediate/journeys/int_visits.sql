-- int_visits: what one journey did in one session, and what came next.
-- grain:  definition_key, journey_key, session_key
-- kind:   profile
-- audits: unique(grain)
-- column session_key: the first touchpoint of the session
-- column label_key: label of the visit's last step
-- column channel_key: channel of the visit's last touchpoint
-- column ended_at: when the visit's last touchpoint occurred
-- column touchpoints: touchpoints of the visit
-- column is_goal_reached: the visit holds the journey's goal
-- column is_last_visit: the journey has no later visit
with

touchpoints as (
    select
        definition_key, profile_key, journey_key, session_key, label_key, channel_key, occurred_at, is_goal, next_at,
        next_channel_key, is_journey_end,
        row_number() over () as place,
        coalesce(lead(is_visit_start) over (), true) as is_visit_end,
    from int_journey_touchpoints
),

final as (
    select
        definition_key,
        profile_key,
        journey_key,
        session_key,
        label_key,
        channel_key,
        occurred_at as ended_at,
        place - lag(place, 1, 0) over () as touchpoints,
        is_goal as is_goal_reached,
        is_journey_end as is_last_visit,
        next_at,
        next_channel_key,
    from touchpoints
    where is_visit_end
)

select * from final
