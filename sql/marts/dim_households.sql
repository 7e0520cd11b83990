-- dim_households: values that several profiles share without being one person: an address, a landline, a card.
-- grain:  household_id
-- kind:   view
-- audits: unique(grain)
-- column household_id: names the household; stable, for it is the keyed hash of the value
-- column profiles: profiles that carry the value, at least two
-- column known_profiles: of these, profiles that hold an identifier of kind person
-- column namespace: what kind of value it is
-- column value: the value as it is compared
-- column first_seen_at: the first event of any of the profiles that carries the value
-- column last_seen_at: the last event of any of the profiles that carries the value
with

members as (
    select household_key, profile_key, first_seen_at, last_seen_at
    from int_household_profiles
),

people as (
    select profile_key, is_known
    from profiles
),

final as (
    select
        named.household_id,
        count(*) as profiles,
        count(*) filter (where people.is_known) as known_profiles,
        named.namespace,
        named."value" as value,
        published_time(min(members.first_seen_at)) as first_seen_at,
        published_time(max(members.last_seen_at)) as last_seen_at,
    from members
    inner join household_values as named using (household_key)
    inner join people using (profile_key)
    group by named.household_id, named.namespace, named."value"
)

select * from final
