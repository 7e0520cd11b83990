-- dim_profile_identifiers: which identifiers a profile holds; a shared device once for each stretch of an owner.
-- grain:  profile_id, namespace, value, valid_from
-- kind:   view
-- audits: unique(grain)
-- column profile_id: the profile that holds the identifier, or owned the device in this stretch
-- column namespace: what kind of id it is
-- column value: the identifier as it is compared
-- column kind: person, device or token
-- column is_anchor: the identifier that names the profile
-- column is_shared: a device that several profiles use
-- column valid_from: begin of the stretch; null where the identifier was never shared
-- column valid_to: end of the stretch, not in it; null where it is open or was never shared
-- column first_seen_at: time of the first event that carried the identifier, whoever owned it
-- column last_seen_at: time of the last event that carried the identifier, whoever owned it
-- column events: events that carried the identifier, whoever owned it
with

held as (
    select
        facts.identifier_key,
        coalesce(members.profile_key, facts.identifier_key) as profile_key,
        false as is_shared,
        null::timestamp as valid_from,
        null::timestamp as valid_to,
    from identifier_facts as facts
    left join members using (identifier_key)
    where members.sharing is null
),

owned as (
    select identifier_key, profile_key, true as is_shared, valid_from, valid_to
    from device_owners
),

holdings as (
    select identifier_key, profile_key, is_shared, valid_from, valid_to from held
    union all
    select identifier_key, profile_key, is_shared, valid_from, valid_to from owned
),

final as (
    select
        profiles.profile_id,
        identifiers.namespace,
        identifiers."value" as value,
        identifiers.kind,
        holdings.identifier_key = holdings.profile_key as is_anchor,
        holdings.is_shared,
        published_time(holdings.valid_from) as valid_from,
        published_time(holdings.valid_to) as valid_to,
        published_time(facts.first_seen_at) as first_seen_at,
        published_time(facts.last_seen_at) as last_seen_at,
        facts.events,
    from holdings
    inner join profiles on profiles.profile_key = holdings.profile_key
    inner join identifiers on identifiers.identifier_key = holdings.identifier_key
    inner join identifier_facts as facts on facts.identifier_key = holdings.identifier_key
)

select * from final
