-- int_visits: what one journey did in one session, and what came next.
-- grain:  journey_name, journey_key, session_key
-- kind:   profile
-- audits: unique(grain)
-- column session_key: the first touchpoint of the session
-- column step_label: label of the visit's last step
-- column channel: channel of the visit's last touchpoint
-- column started_at: when the visit's first touchpoint occurred
-- column ended_at: when the visit's last touchpoint occurred
-- column touchpoints: touchpoints of the visit
-- column is_goal_reached: the visit holds the journey's goal
-- column is_last_visit: the journey has no later visit
with

touchpoints as (
    select
        journey_name, profile_key, journey_key, session_key, step_label, channel, occurred_at, is_goal, next_at,
        next_channel, is_journey_end,
        row_number() over () as place,
        last_value(case when is_visit_start then occurred_at end ignore nulls)
            over (rows between unbounded preceding and current row) as started_at,
        coalesce(lead(is_visit_start) over (), true) as is_visit_end,
    from int_journey_touchpoints
),

final as (
    select
        journey_name,
        profile_key,
        journey_key,
        session_key,
        step_label,
        channel,
        started_at,
        occurred_at as ended_at,
        place - lag(place, 1, 0) over () as touchpoints,
        is_goal as is_goal_reached,
        is_journey_end as is_last_visit,
        next_at,
        next_channel,
    from touchpoints
    where is_visit_end
)

select * from final
