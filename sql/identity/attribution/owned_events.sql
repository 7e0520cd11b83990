-- owned_events: events that carry nothing unshared but shared devices, with the owner of the strongest owned one.
-- grain: event_key
with

authentications as (
    select device_key, authentications as authentication, profile_key
    from id_device_timeline
    where profile_key is not null
),

carried as (
    select event_key, identifier_key from event_identity
    semi join id_device_events using (event_key)
    union all
    select event_key, identifier_key from event_pairs
    semi join id_device_events using (event_key)
),

unshared as (
    select carried.event_key
    from carried
    left join members using (identifier_key)
    where members.sharing is null
),

owners as (
    select
        timeline.event_key,
        timeline.device_key,
        authentications.profile_key,
        identifiers.namespace_order,
        identifiers."value" as value,
    from id_device_timeline as timeline
    anti join unshared using (event_key)
    inner join authentications
        on authentications.device_key = timeline.device_key
        -- Whoever was authenticated last before; where nobody was, the first after.
        and authentications.authentication = greatest(timeline.authentications, 1)
    inner join identifiers on identifiers.identifier_key = timeline.device_key
),

final as (
    select
        event_key,
        arg_min(device_key, {namespace_order: namespace_order, value: value}) as identifier_key,
        arg_min(profile_key, {namespace_order: namespace_order, value: value}) as profile_key,
    from owners
    group by event_key
)

select * from final
