-- int_funnel_attempts: how far every attempt at a funnel got. Each touchpoint that fits step 1 begins one.
-- grain:  funnel_key, profile_key, attempt_position
-- kind:   profile
-- audits: unique(grain)
-- column attempt_position: the number of the attempt's first touchpoint; with `ties: convert` its instant in microseconds
-- column started_at: when the attempt's first touchpoint occurred
-- column steps_reached: the last step that the attempt reached within the window
with

walks as (
    select attempt_key, funnel_key, profile_key, attempt_position, started_at, last_step
    from int_funnel_walks
),

final as (
    select
        any_value(funnel_key) as funnel_key,
        any_value(profile_key) as profile_key,
        any_value(attempt_position) as attempt_position,
        any_value(started_at) as started_at,
        max(last_step) as steps_reached,
    from walks
    group by attempt_key
)

select * from final
