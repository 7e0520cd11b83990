-- mode_owners: events that carry nothing unshared but shared devices, with the owners of the strongest owned one: by
-- whoever was authenticated there last before the event (where nobody was, first after it), last and first of all.
-- grain: event_key
with

authentications as (
    select device_key, authentications as authentication, profile_key
    from id_device_timeline
    where profile_key is not null
),

ends as (
    select
        device_key,
        arg_min(profile_key, authentication) as first_known,
        arg_max(profile_key, authentication) as last_authenticated,
    from authentications
    group by device_key
),

carried as (
    select event_key, identifier_key from id_near_identity
    semi join id_device_events using (event_key)
    union all
    select event_key, unnest([strongest_key, identifier_key]) as identifier_key from id_near_pairs
    semi join id_device_events using (event_key)
),

unshared as (
    select carried.event_key
    from carried
    left join id_near_members as members using (identifier_key)
    where members.sharing is null
),

owners as (
    select
        timeline.event_key,
        timeline.device_key,
        {
            identifier_key: timeline.device_key,
            valid_at_event: authentications.profile_key,
            last_authenticated: ends.last_authenticated,
            first_known: ends.first_known
        } as owner,
        identifiers.namespace_order,
        identifiers."value" as value,
    from id_device_timeline as timeline
    anti join unshared using (event_key)
    inner join authentications
        on authentications.device_key = timeline.device_key
        -- Whoever was authenticated last before; where nobody was, the first after.
        and authentications.authentication = greatest(timeline.authentications, 1)
    inner join ends on ends.device_key = timeline.device_key
    inner join id_near_identifiers as identifiers on identifiers.identifier_key = timeline.device_key
),

strongest as (
    select event_key, arg_min(owner, {namespace_order: namespace_order, value: value}) as owner
    from owners
    group by event_key
),

final as (
    select
        event_key,
        owner.identifier_key,
        owner.valid_at_event,
        owner.last_authenticated,
        owner.first_known,
    from strongest
)

select * from final
