-- profile_rows: the profiles in scope, with what each holds alone.
-- grain: profile_key
with

held as (
    select coalesce(members.profile_key, facts.identifier_key) as profile_key, facts.is_person
    from identifier_facts as facts
    left join members using (identifier_key)
    where members.sharing is null
),

final as (
    select
        held.profile_key,
        bool_or(held.is_person) as is_known,
        count(*) as identifiers,
        count(*) filter (where held.is_person) as person_identifiers,
    from held
    semi join id_profile_scope using (profile_key)
    group by held.profile_key
)

select * from final
