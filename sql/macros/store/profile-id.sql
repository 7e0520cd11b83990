-- profile_id_of: the id of a profile by its anchor, keyed with the pads of the secret: HMAC-SHA-256 (RFC 2104), of which 96 bits
-- are kept.
create macro profile_id_of(anchor_namespace, anchor_value, inner_pad, outer_pad) as
    'p_' || left(
        sha256(
            outer_pad::blob || unhex(
                sha256(
                    inner_pad::blob || encode(
                        'profile' || chr(31) || anchor_namespace || chr(31) || anchor_value || chr(31) || '0'
                    )
                )
            )
        ),
        24
    );
