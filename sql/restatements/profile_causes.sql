-- profile_causes: why the journeys of a profile are others than were published: the strongest reason and its first event.
-- grain: profile_key
with

sides as (
    select earlier_key as profile_key, earlier_key, later_key, cause, occurred_at, sequence, source, event_id
    from re_moves
    where earlier_key is not null
    union all
    select later_key as profile_key, earlier_key, later_key, cause, occurred_at, sequence, source, event_id
    from re_moves
    where later_key is not null
),

-- An event that changed hands did not cause it: what brought the profiles together or apart did.
reasons as (
    select
        sides.profile_key,
        case
            when sides.cause = 'identity' and (earlier.is_stated or later.is_stated) then 'statement'
            else sides.cause
        end as cause,
        case when sides.cause <> 'identity' then sides.occurred_at end as occurred_at,
        case when sides.cause <> 'identity' then sides.sequence end as sequence,
        case when sides.cause = 'identity' then coalesce(later.source, earlier.source) else sides.source end as source,
        case when sides.cause = 'identity' then coalesce(later.event_id, earlier.event_id) else sides.event_id end
            as event_id,
    from sides
    left join re_identity_events as earlier on earlier.profile_key = sides.earlier_key
    left join re_identity_events as later on later.profile_key = sides.later_key
),

ordered as (
    select
        profile_key, cause, occurred_at, sequence, source, event_id,
        list_position(['statement', 'identity', 'late_events', 'new_events'], cause) as strength,
    from reasons
),

final as (
    select profile_key, cause, strength, occurred_at, sequence, source, event_id
    from ordered
    qualify row_number() over (
        partition by profile_key
        order by strength, event_id is null, occurred_at, sequence, source, event_id
    ) = 1
)

select * from final
