-- dirty_members: the members of the components of the seeds, as they were before.
-- grain: identifier_key
with

dirty_components as (
    select distinct members.component_key
    from id_found_members as members
    semi join id_seeds using (identifier_key)
),

final as (
    select members.identifier_key, members.component_key, members.profile_key, members.sharing
    from id_found_members as members
    semi join dirty_components using (component_key)
)

select * from final
