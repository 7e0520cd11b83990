-- true_identifiers: the identifiers of the truth in id_truth, as they are compared, with the profile that holds each.
-- grain: unit
with

written as (
    select distinct
        coalesce(namespaces.namespace_order, -1) as namespace_order,
        truth.namespace,
        coalesce(values_in_scope.normalised, truth.value) as value,
        truth.person,
    from id_truth as truth
    left join cfg_identity_namespaces as namespaces using (namespace)
    left join id_normalised_values as values_in_scope
        on values_in_scope.namespace_order = namespaces.namespace_order and values_in_scope.value = truth.value
),

-- What the truth gives to several persons says nothing about pairs.
certain as (
    select namespace, value, any_value(person) as person
    from written
    group by namespace, value
    having count(*) = 1
),

final as (
    select
        certain.namespace || ':' || certain.value as unit,
        certain.person,
        profiles.profile_id,
    from certain
    left join identifiers on identifiers.namespace = certain.namespace and identifiers."value" = certain.value
    left join identifier_facts as facts using (identifier_key)
    left join members using (identifier_key)
    left join profiles on profiles.profile_key
        = case when members.identifier_key is null then facts.identifier_key else members.profile_key end
)

select * from final
