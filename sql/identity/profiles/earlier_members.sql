-- earlier_members: who held the identifiers in scope before this resolve.
-- grain: identifier_key
with

seen as (
    select identifier_key from id_scope_earlier_identifiers
),

final as (
    select
        seen.identifier_key,
        case when members.identifier_key is null then seen.identifier_key else members.profile_key end as profile_key,
        members.sharing,
    from seen
    left join id_dirty_members as members using (identifier_key)
)

select * from final
