-- examples: the identifiers of the example profiles: who holds each, and who would. $1: identifiers of one part.
-- grain: kind, profile_id, namespace, value
with

parts as (
    select
        examples.kind,
        examples.profile_id,
        examples.parts,
        examples.identifiers,
        holders.earlier_id,
        holders.later_id,
        holders.namespace,
        holders.value,
    from id_example_profiles as examples
    inner join id_holders as holders
        on case examples.kind when 'merged' then holders.later_id else holders.earlier_id end = examples.profile_id
    where holders.earlier_id is not null
),

orders as (
    select namespace, namespace_order
    from cfg_identity_namespaces
),

final as (
    select
        parts.kind,
        parts.profile_id,
        parts.earlier_id,
        parts.later_id,
        parts.namespace,
        parts.value,
    from parts
    left join orders using (namespace)
    qualify row_number() over (
        partition by parts.kind, parts.profile_id, parts.earlier_id, parts.later_id
        order by orders.namespace_order, parts.namespace, parts.value
    ) <= $1::bigint
    order by
        parts.kind,
        parts.identifiers desc,
        parts.parts desc,
        parts.profile_id,
        parts.earlier_id,
        parts.later_id,
        orders.namespace_order,
        parts.namespace,
        parts.value
)

select * from final
