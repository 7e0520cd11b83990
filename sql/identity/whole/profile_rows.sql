-- profile_rows: all profiles with their ids, kept or keyed by the anchor (HMAC-SHA-256 with the pads $1, $2).
-- grain: profile_key
with

final as (
    select
        counts.profile_key,
        coalesce(
            earlier.profile_id,
            'p_' || left(
                sha256(
                    $2::blob || unhex(
                        sha256(
                            $1::blob || encode(
                                'profile' || chr(31) || identifiers.namespace || chr(31)
                                || identifiers."value" || chr(31) || '0'
                            )
                        )
                    )
                ),
                24
            )
        ) as profile_id,
        counts.person_identifiers > 0 as is_known,
        counts.identifiers,
        counts.person_identifiers,
    from id_profile_counts as counts
    inner join identifiers on identifiers.identifier_key = counts.profile_key
    left join id_earlier_profiles as earlier using (profile_key)
)

select * from final
