-- int_funnel_profiles: how far every profile got in a funnel by its best attempt, the earliest of equally good ones.
-- grain:  funnel_key, profile_key
-- kind:   profile
-- audits: unique(grain)
-- column steps_reached: the last step that the best attempt reached
-- column attempt_position: the best attempt
-- column last_started_at: when the latest of the equally good attempts began
with

attempts as (
    select
        funnel_key, profile_key, attempt_position, started_at, steps_reached,
        max(steps_reached) over (partition by funnel_key, profile_key) as most_steps,
    from int_funnel_attempts
),

final as (
    select
        funnel_key,
        profile_key,
        any_value(steps_reached) as steps_reached,
        min(attempt_position) as attempt_position,
        max(started_at) as last_started_at,
    from attempts
    where steps_reached = most_steps
    group by funnel_key, profile_key
)

select * from final
