-- int_household_profiles: the profiles that share a value of kind household, as far as consent lets it count.
-- grain:  household_key, profile_key
-- kind:   table
-- audits: unique(grain)
-- column events: events of the profile that carry the household's value
-- column first_seen_at: the first of these events
-- column last_seen_at: the last of these events
with

carried as (
    select event_key, occurred_at, household_key
    from event_households
    where not is_denied
),

holders as (
    select
        carried.household_key,
        event_profiles.profile_key,
        count(*) as events,
        min(carried.occurred_at) as first_seen_at,
        max(carried.occurred_at) as last_seen_at,
    from carried
    inner join event_profiles using (event_key)
    group by carried.household_key, event_profiles.profile_key
),

-- One profile is no household, and a value of very many is an office or a hotel.
shared as (
    select holders.household_key
    from holders
    inner join household_values as named using (household_key)
    inner join household_rules as rules using (namespace)
    group by holders.household_key
    having count(*) between 2 and any_value(rules.max_profiles)
),

final as (
    select
        holders.household_key, holders.profile_key, holders.events, holders.first_seen_at, holders.last_seen_at,
    from holders
    semi join shared using (household_key)
)

select * from final
