-- profile_rows: the profiles in scope, with what each holds alone.
-- grain: profile_key
with

-- Without a row in members an identifier is a profile of its own.
unlinked as (
    select facts.identifier_key as profile_key, facts.is_person
    from identifier_facts as facts
    semi join id_profile_scope as scope on scope.profile_key = facts.identifier_key
    anti join members using (identifier_key)
),

linked as (
    select members.profile_key, facts.is_person
    from members
    semi join id_profile_scope as scope on scope.profile_key = members.profile_key
    inner join identifier_facts as facts using (identifier_key)
),

final as (
    select profile_key, is_person as is_known, 1 as identifiers, is_person::bigint as person_identifiers
    from unlinked
    union all
    select
        profile_key,
        bool_or(is_person) as is_known,
        count(*) as identifiers,
        count(*) filter (where is_person) as person_identifiers,
    from linked
    group by profile_key
)

select * from final
