-- profile_rows: all profiles with their ids, kept or keyed by the anchor with the pads $1, $2.
-- grain: profile_key
with

final as (
    select
        counts.profile_key,
        coalesce(earlier.profile_id, profile_id_of(identifiers.namespace, identifiers."value", $1, $2)) as profile_id,
        counts.person_identifiers > 0 as is_known,
        counts.identifiers,
        counts.person_identifiers,
    from id_profile_counts as counts
    inner join identifiers on identifiers.identifier_key = counts.profile_key
    left join id_earlier_profiles as earlier using (profile_key)
)

select * from final
