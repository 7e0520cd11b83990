-- joining_events: for each profile that lost or gave away identifiers, the first new event that carries one of them.
-- grain: profile_key
with

concerned as (
    select profile_key from id_retirements where cause in ('merged', 'moved', 'split')
    union
    select holder_key as profile_key from id_appearances where cause = 'split'
),

lost as (
    select earlier.profile_key, earlier.identifier_key
    from id_earlier_members as earlier
    semi join concerned using (profile_key)
),

-- Events that are read again because of a statement did nothing themselves.
news as (
    select event_key
    from id_new_events
    anti join displaced_events using (event_key)
),

carrying as (
    select lost.profile_key, event_pairs.event_key
    from event_pairs
    semi join news using (event_key)
    inner join lost on lost.identifier_key = event_pairs.strongest_key
    union
    select lost.profile_key, event_pairs.event_key
    from event_pairs
    semi join news using (event_key)
    inner join lost on lost.identifier_key = event_pairs.identifier_key
),

final as (
    select
        carrying.profile_key,
        arg_min(
            carrying.event_key,
            {
                occurred_at: events.occurred_at,
                sequence: events.sequence,
                source: events.source,
                event_id: events.event_id
            }
        ) as event_key,
    from carrying
    inner join events using (event_key)
    group by carrying.profile_key
)

select * from final
