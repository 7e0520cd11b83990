-- changed_identifiers: dirty identifiers that are held by another profile than before, or shared in another way.
-- grain: identifier_key
with

after as (
    select
        facts.identifier_key,
        case when members.identifier_key is null then facts.identifier_key else members.profile_key end as profile_key,
        members.sharing,
    from id_known_facts as facts
    left join id_known_members as members using (identifier_key)
),

final as (
    select coalesce(before.identifier_key, after.identifier_key) as identifier_key
    from id_earlier_members as before
    full outer join after using (identifier_key)
    where before.profile_key is distinct from after.profile_key
        or before.sharing is distinct from after.sharing
)

select * from final
