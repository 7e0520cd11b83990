-- refusal_measures: what was refused, by rule and the namespace of the stronger identifier; shared values; conflicts per day.
-- grain: measure, namespace
with

refused as (
    select 'refusals_' || rule as measure, a_key as identifier_key from link_refusals
    union all
    select 'refusals_' || rule as measure, a_key as identifier_key from refused_pairs
    union all
    select 'shared_values' as measure, identifier_key from shared_values
    union all
    select 'shared_devices' as measure, identifier_key from members where sharing = 'device'
),

by_namespace as (
    select refused.measure, identifiers.namespace, count(*)::double as value
    from refused
    inner join identifiers using (identifier_key)
    group by refused.measure, identifiers.namespace
),

unusable as (
    select 'refusals_blocked_value' as measure, namespace, count(*)::double as value
    from unusable_values
    group by namespace
),

conflicts as (
    select count(distinct event_key) as events
    from event_pairs
    where is_conflicting
),

days as (
    select date_diff('day', min(occurred_at), max(occurred_at)) + 1 as days
    from event_identity
),

final as (
    from by_namespace
    union all by name
    from unusable
    union all by name
    select
        'conflicts_per_day' as measure,
        null::varchar as namespace,
        conflicts.events / coalesce(days.days, 1) as value,
    from conflicts
    cross join days
)

select measure, namespace, value from final
