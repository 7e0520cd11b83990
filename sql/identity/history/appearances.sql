-- appearances: ids that nobody held before and that no vanished id became: created, or split off from another.
-- grain: profile_key
with

-- A device that moved to its owner did not become that owner.
became as (
    select holder_key
    from id_retirements
    where cause <> 'moved'
),

appeared as (
    select profiles.profile_key, profiles.profile_id
    from id_scope_profiles as profiles
    anti join id_earlier_profiles as earlier using (profile_key)
    anti join became on became.holder_key = profiles.profile_key
),

final as (
    select
        appeared.profile_key,
        appeared.profile_id,
        earlier.profile_key as holder_key,
        holders.profile_id as other_profile_id,
        case when holders.profile_id is null then 'created' else 'split' end as cause,
    from appeared
    left join id_earlier_members as earlier on earlier.identifier_key = appeared.profile_key
    left join id_scope_profiles as holders on holders.profile_key = earlier.profile_key
)

select * from final
