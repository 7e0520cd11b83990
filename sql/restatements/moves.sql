-- moves: touchpoints that a profile gained or lost since the last publication, and how that came.
-- $1: the last event that was resolved then. $2: the end of data then, microseconds since 1970.
-- grain: event_key
with

earlier as (
    select event_key, profile_key from earlier_touchpoints
),

later as (
    select event_key, profile_key
    from int_touchpoints
    semi join unaudited_profiles using (profile_key)
),

moved as (
    select event_key, earlier.profile_key as earlier_key, later.profile_key as later_key
    from earlier
    full outer join later using (event_key)
    where earlier.profile_key is distinct from later.profile_key
),

final as (
    select
        moved.event_key,
        moved.earlier_key,
        moved.later_key,
        events.occurred_at,
        events.sequence,
        events.source,
        events.event_id,
        case
            -- It was displaced by another version of itself.
            when events.event_key is null then 'late_events'
            when moved.earlier_key is not null then 'identity'
            when epoch_us(events.occurred_at) > $2::bigint then 'new_events'
            when moved.event_key > $1::bigint then 'late_events'
            else 'identity'
        end as cause,
    from moved
    left join events using (event_key)
)

select * from final
