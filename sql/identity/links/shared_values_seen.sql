-- shared_values_seen: of the identifiers in scope those that are linked with more persons than max_profiles.
-- grain: identifier_key
with

ends as (
    select a_key as identifier_key, b_key as other_key from id_scope_links
    union all
    select b_key as identifier_key, a_key as other_key from id_scope_links
),

limited as (
    select ends.identifier_key, own_rules.max_profiles, ends.other_key
    from ends
    semi join id_crowded_values using (identifier_key)
    inner join identifiers as own_identifiers on own_identifiers.identifier_key = ends.identifier_key
    inner join cfg_identity_namespaces as own_rules
        on own_rules.namespace_order = own_identifiers.namespace_order and own_rules.max_profiles is not null
),

counted as (
    select
        limited.identifier_key,
        any_value(limited.max_profiles) as max_profiles,
        -- ceil(distinct values / limit); links are distinct pairs.
        (count(*) + any_value(other_rules.value_limit) - 1) // any_value(other_rules.value_limit) as persons,
    from limited
    inner join identifiers as others on others.identifier_key = limited.other_key
    inner join cfg_identity_namespaces as other_rules
        on other_rules.namespace_order = others.namespace_order
        and other_rules.kind = 'person'
        and other_rules.value_limit is not null
    group by limited.identifier_key, others.namespace_order
),

final as (
    select identifier_key, max(persons) as persons, any_value(max_profiles) as max_profiles
    from counted
    group by identifier_key
    having max(persons) > any_value(max_profiles)
)

select * from final
