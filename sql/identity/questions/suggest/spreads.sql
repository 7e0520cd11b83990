-- spreads: values per person and persons per value, by namespace: as resolved now, and as events show them before any guard.
-- grain: namespace_order, side, source
with

namespaces as (
    select namespace_order, namespace, kind, value_limit from cfg_identity_namespaces
),

held as (
    select facts.identifier_key, coalesce(members.profile_key, facts.identifier_key) as profile_key
    from identifier_facts as facts
    left join members using (identifier_key)
    where members.sharing is null
),

-- Values that a known profile holds.
values_resolved as (
    select identifiers.namespace_order, count(*) as number
    from held
    semi join (select profile_key from profiles where is_known) as known using (profile_key)
    inner join identifiers using (identifier_key)
    group by identifiers.namespace_order, held.profile_key
),

-- Values seen with one identifier of a person, of another namespace.
values_seen as (
    select together.namespace_order, count(*) as number
    from id_seen_together as together
    semi join (select namespace_order from namespaces where kind = 'person') as persons
        on persons.namespace_order = together.other_order
    group by together.namespace_order, together.other_key
),

owners as (
    select identifier_key, count(distinct profile_key) as number
    from device_owners
    group by identifier_key
),

persons_resolved as (
    select identifiers.namespace_order, coalesce(owners.number, 1) as number
    from identifier_facts as facts
    inner join identifiers using (identifier_key)
    left join owners using (identifier_key)
    left join members using (identifier_key)
    where members.sharing is distinct from 'value'
),

-- As max_profiles counts persons: distinct values of a person namespace by its limit; of several namespaces the most.
persons_by_namespace as (
    select
        together.identifier_key,
        any_value(together.namespace_order) as namespace_order,
        (count(*) + any_value(coalesce(others.value_limit, 1)) - 1) // any_value(coalesce(others.value_limit, 1)) as number,
    from id_seen_together as together
    inner join namespaces as others on others.namespace_order = together.other_order and others.kind = 'person'
    group by together.identifier_key, together.other_order
),

persons_seen as (
    select any_value(namespace_order) as namespace_order, max(number) as number
    from persons_by_namespace
    group by identifier_key
),

numbers as (
    select namespace_order, 'values_per_person' as side, 'resolved' as source, number from values_resolved
    union all
    select namespace_order, 'values_per_person', 'seen', number from values_seen
    union all
    select namespace_order, 'persons_per_value', 'resolved', number from persons_resolved
    union all
    select namespace_order, 'persons_per_value', 'seen', number from persons_seen
),

final as (
    select
        namespace_order,
        side,
        source,
        count(*) as counted,
        quantile_disc(number, 0.5) as p50,
        quantile_disc(number, 0.9) as p90,
        quantile_disc(number, 0.99) as p99,
        quantile_disc(number, 0.999) as p999,
        max(number) as most,
    from numbers
    group by namespace_order, side, source
)

select * from final
