-- int_funnel_profile_steps: when the best attempt of every profile took each step of a funnel.
-- grain:  funnel_key, profile_key, step_number
-- kind:   profile
-- audits: unique(grain)
-- column step_number: place in the funnel, from 1
-- column reached_at: when the step's touchpoint occurred
-- column seconds_from_previous: whole seconds from the touchpoint of the step before; null on step 1
with

best as (
    select funnel_key, profile_key, attempt_position
    from int_funnel_profiles
),

walks as (
    select funnel_key, profile_key, attempt_position, step_number, last_step, reached_at
    from int_funnel_walks
),

steps_taken as (
    select
        walks.funnel_key, walks.profile_key, walks.reached_at,
        unnest(range(walks.step_number, walks.last_step + 1)) as step_number,
    from walks
    inner join best
        on walks.funnel_key = best.funnel_key
        and walks.profile_key = best.profile_key
        and walks.attempt_position = best.attempt_position
),

final as (
    select
        funnel_key,
        profile_key,
        step_number,
        reached_at,
        whole_seconds(
            lag(reached_at) over (partition by funnel_key, profile_key order by step_number), reached_at
        ) as seconds_from_previous,
    from steps_taken
)

select * from final
