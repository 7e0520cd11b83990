-- crowded_values: identifiers in scope with more links than the smallest max_profiles: more persons than that need more
-- links than that, and nearly every identifier has fewer.
-- grain: identifier_key
with

ends as (
    select a_key as identifier_key from id_scope_links
    union all
    select b_key as identifier_key from id_scope_links
),

final as (
    select identifier_key
    from ends
    group by identifier_key
    having count(*) > (select min(max_profiles) from cfg_identity_namespaces)
)

select * from final
