-- event_evidence: the links of which the event $1 is the first evidence, the strongest first.
-- grain: namespace_a, value_a, namespace_b, value_b
with

first_links as (
    select a_key, b_key
    from links
    where first_event_key = $1::bigint
),

final as (
    select
        stronger.namespace as namespace_a,
        stronger."value" as value_a,
        weaker.namespace as namespace_b,
        weaker."value" as value_b,
        exists (
            select 1
            from link_refusals as refused
            where refused.a_key = first_links.a_key and refused.b_key = first_links.b_key
        )
        or exists (
            select 1
            from shared_values as shared
            where shared.identifier_key in (first_links.a_key, first_links.b_key)
        ) as is_refused,
    from first_links
    inner join identifiers as stronger on stronger.identifier_key = first_links.a_key
    inner join identifiers as weaker on weaker.identifier_key = first_links.b_key
    order by
        stronger.rank + weaker.rank,
        stronger.namespace,
        stronger."value",
        weaker.namespace,
        weaker."value"
)

select * from final
