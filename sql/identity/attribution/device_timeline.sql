-- device_timeline: the events of shared devices in canonical order, each with the number of authentications so far.
-- grain: device_key, event_key
with

ordered as (
    select
        device_events.device_key,
        events.event_key,
        events.occurred_at,
        events.sequence,
        events.source,
        events.event_id,
        persons.profile_key,
    from id_device_events as device_events
    inner join events using (event_key)
    left join id_event_persons as persons using (event_key)
),

final as (
    select
        device_key,
        event_key,
        occurred_at,
        profile_key,
        count(profile_key) over (
            partition by device_key
            order by occurred_at, sequence, source, event_id
            rows unbounded preceding
        ) as authentications,
    from ordered
)

select * from final
