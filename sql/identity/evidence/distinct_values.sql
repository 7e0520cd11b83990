-- distinct_values: the distinct values in scope, as they were written, and how many events carry each.
-- grain: namespace, value
with

carried as (
    select unnest(identifiers) as identifier
    from id_scope_events
),

final as (
    select identifier.namespace as namespace, identifier."value" as value, count(*) as events
    from carried
    where identifier."value" is not null
    group by identifier.namespace, identifier."value"
)

select * from final
