-- judged_identifiers: the identifiers that the truth names in id_named, as written and as they are compared, with the
-- profile that holds each.
-- grain: part_a, part_b
with

compared as (
    select
        named.part_a,
        named.part_b,
        coalesce(normalised.normalised, named.part_b) as value,
    from id_named as named
    left join cfg_identity_namespaces as namespaces on namespaces.namespace = named.part_a
    left join id_normalised_values as normalised
        on normalised.namespace_order = namespaces.namespace_order and normalised.value = named.part_b
),

final as (
    select
        compared.part_a,
        compared.part_b,
        compared.part_a || ':' || compared.value as unit,
        profiles.profile_id,
    from compared
    left join identifiers
        on identifiers.namespace = compared.part_a and identifiers."value" = compared.value
    left join identifier_facts as facts using (identifier_key)
    left join members using (identifier_key)
    left join profiles on profiles.profile_key
        = case when members.identifier_key is null then facts.identifier_key else members.profile_key end
)

select * from final
