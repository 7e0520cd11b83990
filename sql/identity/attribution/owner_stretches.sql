-- owner_stretches: who owned a shared device and when: from its first event on, changing at an authentication.
-- grain: identifier_key, valid_from
with

authentications as (
    select device_key, occurred_at, profile_key, authentications as authentication
    from id_device_timeline
    where profile_key is not null
),

-- Before the first authentication the device belongs to the first who was authenticated there.
beginnings as (
    select authentications.device_key, facts.first_seen_at as valid_from, authentications.profile_key
    from authentications
    inner join identifier_facts as facts on facts.identifier_key = authentications.device_key
    where authentications.authentication = 1 and facts.first_seen_at < authentications.occurred_at
),

-- Of several authentications in one instant the last holds after it.
starts as (
    select device_key, valid_from, profile_key from beginnings
    union all
    select device_key, occurred_at as valid_from, arg_max(profile_key, authentication) as profile_key
    from authentications
    group by device_key, occurred_at
),

changes as (
    select
        device_key,
        valid_from,
        profile_key,
        lag(profile_key) over (partition by device_key order by valid_from) as earlier_key,
    from starts
),

final as (
    select
        device_key as identifier_key,
        profile_key,
        valid_from,
        lead(valid_from) over (partition by device_key order by valid_from) as valid_to,
    from changes
    where earlier_key is distinct from profile_key
)

select * from final
