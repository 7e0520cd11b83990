-- profile_scope: profiles, by earlier and present key, whose holdings may have changed.
-- grain: profile_key
with

present as (
    select coalesce(members.profile_key, facts.identifier_key) as profile_key
    from identifier_facts as facts
    semi join id_dirty_identifiers using (identifier_key)
    left join members using (identifier_key)
    where members.sharing is null
),

final as (
    select profile_key from id_earlier_members where profile_key is not null
    union
    select profile_key from present
    union
    select profile_key from id_earlier_owners
    union
    select profile_key from device_owners
    semi join id_rejudged_devices using (identifier_key)
)

select * from final
