-- profile_scope: profiles, by earlier and present key, whose holdings may have changed.
-- grain: profile_key
with

present as (
    select coalesce(members.profile_key, facts.identifier_key) as profile_key
    from id_known_facts as facts
    left join id_known_members as members using (identifier_key)
    where members.sharing is null
),

final as (
    select profile_key from id_earlier_members where profile_key is not null
    union
    select profile_key from present
)

select * from final
