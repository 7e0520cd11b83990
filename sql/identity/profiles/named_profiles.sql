-- named_profiles: the profiles in scope with their ids: kept, or keyed by the anchor (HMAC-SHA-256 with the pads $1, $2).
-- grain: profile_key
with

named as (
    select
        found.profile_key,
        earlier.profile_id,
        identifiers.namespace,
        identifiers."value" as value,
        found.is_known,
        found.identifiers,
        found.person_identifiers,
    from id_profile_rows as found
    inner join identifiers on identifiers.identifier_key = found.profile_key
    left join id_earlier_profiles as earlier using (profile_key)
),

hashed as (
    select
        profile_key,
        sha256(
            $2::blob || unhex(
                sha256($1::blob || encode('profile' || chr(31) || namespace || chr(31) || value || chr(31) || '0'))
            )
        ) as digest,
    from named
    where profile_id is null
),

final as (
    select
        named.profile_key,
        coalesce(named.profile_id, 'p_' || left(hashed.digest, 24)) as profile_id,
        named.is_known,
        named.identifiers,
        named.person_identifiers,
    from named
    left join hashed using (profile_key)
)

select * from final
