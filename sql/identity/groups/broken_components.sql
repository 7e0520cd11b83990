-- broken_components: components that hold more values of a namespace than its limit, a claim that may be refused, or two
-- identifiers that someone keeps apart.
-- grain: component_key
with

over_limit as (
    select components.component_key
    from id_components as components
    inner join id_known_identifiers as identifiers using (identifier_key)
    inner join cfg_identity_namespaces as namespaces
        on namespaces.namespace_order = identifiers.namespace_order and namespaces.value_limit is not null
    group by components.component_key, identifiers.namespace_order
    having count(*) > any_value(namespaces.value_limit)
),

verified_twice as (
    select components.component_key
    from id_components as components
    cross join cfg_identity_settings as settings
    inner join id_known_facts as facts using (identifier_key)
    where settings.is_refusing_claims and facts.is_verified
    group by components.component_key
    having count(*) > 1
),

kept_apart as (
    select one.component_key
    from id_stated_pairs as stated
    inner join id_components as one on one.identifier_key = stated.a_key
    inner join id_components as other
        on other.identifier_key = stated.b_key and other.component_key = one.component_key
    where stated.is_split
),

final as (
    select component_key from over_limit
    union
    select component_key from verified_twice
    union
    select component_key from kept_apart
)

select * from final
