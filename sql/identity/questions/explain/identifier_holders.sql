-- identifier_holders: who holds the identifier $1 now: its profile, the present owner of a shared device, or nobody.
-- grain: identifier_key
with

final as (
    select
        facts.identifier_key,
        case
            when members.identifier_key is null then facts.identifier_key
            when members.sharing = 'device' then device_owners.profile_key
            else members.profile_key
        end as profile_key,
    from identifier_facts as facts
    left join members using (identifier_key)
    left join device_owners
        on device_owners.identifier_key = facts.identifier_key and device_owners.valid_to is null
    where facts.identifier_key = $1::integer
)

select * from final
