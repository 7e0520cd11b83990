-- profile_rows: the profiles in scope with their ids, kept or keyed by the anchor with the pads $1, $2,
-- and what each holds alone.
-- grain: profile_key
with

-- Without a row in members an identifier is a profile of its own.
unlinked as (
    select facts.identifier_key as profile_key, facts.is_person
    from id_scope_facts as facts
    anti join id_known_members as members using (identifier_key)
),

linked as (
    select members.profile_key, facts.is_person
    from id_scope_members as members
    inner join id_known_facts as facts using (identifier_key)
),

found as (
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
),

final as (
    select
        found.profile_key,
        coalesce(earlier.profile_id, profile_id_of(identifiers.namespace, identifiers."value", $1, $2)) as profile_id,
        found.is_known,
        found.identifiers,
        found.person_identifiers,
    from found
    inner join id_known_identifiers as identifiers on identifiers.identifier_key = found.profile_key
    left join id_earlier_profiles as earlier using (profile_key)
)

select * from final
