-- device_timeline: the events of shared devices in canonical order, each with the number of authentications so far.
-- grain: device_key, event_key
with

-- Only events of one device and one instant ask for more than their time.
tied as materialized (
    select unnest(list(event_key)) as event_key
    from id_device_events
    group by device_key, occurred_at
    having count(*) > 1
),

placed as (
    select event_key, sequence, source, event_id
    from events
    semi join tied using (event_key)
),

final as (
    select
        device_events.device_key,
        device_events.event_key,
        device_events.occurred_at,
        persons.profile_key,
        count(persons.profile_key) over (
            partition by device_events.device_key
            order by device_events.occurred_at, placed.sequence, placed.source, placed.event_id
            rows unbounded preceding
        ) as authentications,
    from id_device_events as device_events
    left join placed using (event_key)
    left join id_event_persons as persons on persons.event_key = device_events.event_key
)

select * from final
