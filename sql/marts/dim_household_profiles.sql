-- dim_household_profiles: which profiles are in a household. One that carries two shared values is in two households.
-- grain:  household_id, profile_id
-- kind:   view
-- audits: unique(grain)
-- column household_id: the household
-- column profile_id: a profile in it
-- column events: events of the profile that carry the household's value
-- column first_seen_at: the first of these events
-- column last_seen_at: the last of these events
with

members as (
    select household_key, profile_key, events, first_seen_at, last_seen_at
    from int_household_profiles
),

people as (
    select profile_key, profile_id
    from profiles
),

final as (
    select
        named.household_id,
        people.profile_id,
        members.events,
        published_time(members.first_seen_at) as first_seen_at,
        published_time(members.last_seen_at) as last_seen_at,
    from members
    inner join household_values as named using (household_key)
    inner join people using (profile_key)
)

select * from final
