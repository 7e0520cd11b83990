-- vanished_profiles: ids that nobody holds any more, with where their anchor and their other identifiers are now.
-- grain: profile_key
with

vanished as (
    select earlier.profile_key, earlier.profile_id, earlier.is_known
    from id_earlier_profiles as earlier
    anti join id_scope_profiles as profiles using (profile_key)
),

anchors as (
    select
        vanished.profile_key,
        facts.identifier_key is not null as is_anchor_seen,
        members.sharing,
        -- A shared device is with whoever owns it last.
        coalesce(members.profile_key, device_owners.profile_key) as holder_key,
    from vanished
    left join id_known_facts as facts on facts.identifier_key = vanished.profile_key
    left join id_known_members as members on members.identifier_key = vanished.profile_key
    left join device_owners
        on device_owners.identifier_key = vanished.profile_key and device_owners.valid_to is null
),

held_now as (
    select
        earlier.profile_key,
        coalesce(members.profile_key, facts.identifier_key) as holder_key,
        facts.first_seen_at,
        facts.identifier_key,
    from id_earlier_members as earlier
    semi join vanished using (profile_key)
    inner join id_known_facts as facts using (identifier_key)
    left join id_known_members as members using (identifier_key)
    where members.sharing is null
),

rest as (
    select
        profile_key,
        count(distinct holder_key) as holders,
        arg_min(holder_key, {first_seen_at: first_seen_at, identifier_key: identifier_key}) as holder_key,
    from held_now
    group by profile_key
),

final as (
    select
        vanished.profile_key,
        vanished.profile_id,
        vanished.is_known,
        anchors.is_anchor_seen,
        anchors.sharing,
        coalesce(anchors.holder_key, rest.holder_key) as holder_key,
        coalesce(rest.holders, 0) as holders,
    from vanished
    inner join anchors using (profile_key)
    left join rest using (profile_key)
)

select * from final
