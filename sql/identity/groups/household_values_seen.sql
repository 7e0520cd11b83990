-- household_values_seen: the values of kind household in scope that are not known yet, with their key and id: the keyed hash
-- of the value (HMAC-SHA-256 with the pads $1, $2).
-- grain: namespace, value
with

seen as (
    select distinct judged.namespace, judged.normalised as value
    from id_judged_values as judged
    inner join cfg_identity_namespaces as namespaces using (namespace_order)
    where namespaces.kind = 'household' and judged.reason is null
),

missing as (
    select seen.namespace, seen.value
    from seen
    anti join household_values as known on known.namespace = seen.namespace and known."value" = seen.value
),

last_key as (
    select coalesce(max(household_key), 0) as household_key
    from household_values
),

final as (
    select
        (last_key.household_key + row_number() over ())::integer as household_key,
        missing.namespace,
        missing.value,
        'h_' || left(
            sha256(
                $2::blob || unhex(
                    sha256(
                        $1::blob || encode(
                            'household' || chr(31) || missing.namespace || chr(31) || missing.value
                        )
                    )
                )
            ),
            24
        ) as household_id,
    from missing
    cross join last_key
)

select * from final
