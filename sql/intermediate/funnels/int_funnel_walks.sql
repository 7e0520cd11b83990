-- int_funnel_walks: the places through which every attempt at a funnel goes, as long as its window lasts.
-- grain:  attempt_key, step_number
-- kind:   scratch
-- audits: none
-- column attempt_key: the match of step 1 with which the attempt begins
with recursive

definitions as (
    select funnel_key, window_microseconds
    from cfg_funnels
),

pointers as (
    select match_key, funnel_key, profile_key, position, occurred_at, step_number, last_step, next_match_key
    from int_funnel_pointers
),

walks as (
    select
        pointers.match_key as attempt_key,
        pointers.funnel_key,
        pointers.profile_key,
        pointers.position as attempt_position,
        pointers.occurred_at as started_at,
        epoch_us(pointers.occurred_at) + definitions.window_microseconds as window_end,
        pointers.step_number,
        pointers.last_step,
        pointers.occurred_at as reached_at,
        pointers.next_match_key,
    from pointers
    inner join definitions on pointers.funnel_key = definitions.funnel_key
    where pointers.step_number = 1
    union all
    select
        walks.attempt_key,
        walks.funnel_key,
        walks.profile_key,
        walks.attempt_position,
        walks.started_at,
        walks.window_end,
        pointers.step_number,
        pointers.last_step,
        pointers.occurred_at as reached_at,
        pointers.next_match_key,
    from walks
    inner join pointers on walks.next_match_key = pointers.match_key
    where epoch_us(pointers.occurred_at) <= walks.window_end
),

final as (
    select
        attempt_key, funnel_key, profile_key, attempt_position, started_at, step_number, last_step, reached_at,
    from walks
)

select * from final
