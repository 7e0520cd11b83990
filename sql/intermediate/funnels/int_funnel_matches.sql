-- int_funnel_matches: where a profile can take a step of a funnel: a touchpoint, or with `ties: convert` an instant.
-- grain:  funnel_key, profile_key, position, step_number
-- kind:   scratch
-- audits: none
-- column match_key: names the row
-- column position: the touchpoint's number; with `ties: convert` the instant in microseconds
-- column step_number: the step that can be taken here, if those before it were taken earlier
-- column last_step: the last step that can be taken here after it: later than step_number only inside one instant
with

definitions as (
    select funnel_key, ties
    from cfg_funnels
),

steps as (
    select funnel_key, step_number, step_mask, class_bits
    from cfg_funnel_steps
),

touchpoints as (
    select profile_key, touchpoint_number, occurred_at, matches
    from int_touchpoints
    where is_inbound
),

step_matches as (
    select
        definitions.funnel_key, definitions.ties, touchpoints.profile_key, touchpoints.touchpoint_number,
        touchpoints.occurred_at, steps.step_number,
    from touchpoints
    inner join steps on (touchpoints.matches & steps.step_mask) <> 0
    inner join definitions on steps.funnel_key = definitions.funnel_key
),

touchpoint_bits as (
    select
        funnel_key, profile_key, occurred_at, touchpoint_number,
        bit_or(1::bigint << (step_number - 1)::integer) as bits,
    from step_matches
    where ties = 'convert'
    group by funnel_key, profile_key, occurred_at, touchpoint_number
),

instants as (
    select funnel_key, profile_key, occurred_at, list(bits) as bits_of_touchpoints
    from touchpoint_bits
    group by funnel_key, profile_key, occurred_at
),

classes as (
    select funnel_key, list(distinct class_bits) as classes
    from steps
    group by funnel_key
),

instant_matches as (
    select
        instants.funnel_key, instants.profile_key, instants.occurred_at, steps.step_number,
        case
            when len(instants.bits_of_touchpoints) = 1 then steps.step_number
            else last_step_at_one_instant(instants.bits_of_touchpoints, classes.classes, steps.step_number)
        end as last_step,
    from instants
    inner join classes on instants.funnel_key = classes.funnel_key
    inner join steps
        on instants.funnel_key = steps.funnel_key
        and list_bit_or(instants.bits_of_touchpoints) & (1::bigint << (steps.step_number - 1)::integer) <> 0
),

every_match as (
    select funnel_key, profile_key, touchpoint_number as position, occurred_at, step_number, step_number as last_step
    from step_matches
    where ties = 'order'
    union all
    select funnel_key, profile_key, epoch_us(occurred_at) as position, occurred_at, step_number, last_step
    from instant_matches
),

final as (
    select
        row_number() over () as match_key,
        funnel_key, profile_key, position, occurred_at, step_number, last_step,
    from every_match
)

select * from final
