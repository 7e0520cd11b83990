-- int_funnel_pointers: from each place where a step can be taken to the first later place where the next one can.
-- grain:  match_key
-- kind:   scratch
-- audits: none
-- column next_match_key: the place where the next step can be taken; null where there is none
with

matches as (
    select match_key, funnel_key, profile_key, position, occurred_at, step_number, last_step
    from int_funnel_matches
),

next_matches as (
    select match_key, funnel_key, profile_key, position, step_number
    from int_funnel_matches
    where step_number > 1
),

final as (
    select
        matches.match_key, matches.funnel_key, matches.profile_key, matches.position, matches.occurred_at,
        matches.step_number, matches.last_step,
        next_matches.match_key as next_match_key,
    from matches
    asof left join next_matches
        on matches.funnel_key = next_matches.funnel_key
        and matches.profile_key = next_matches.profile_key
        and matches.last_step + 1 = next_matches.step_number
        and matches.position < next_matches.position
)

select * from final
