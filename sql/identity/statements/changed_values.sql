-- changed_values: values that are blocked, let through or left to the configuration, and were not so before.
-- grain: namespace, value
with

final as (
    select
        coalesce(before.namespace, now.namespace) as namespace,
        coalesce(before."value", now."value") as value,
    from stated_values as before
    full outer join id_stated_values_now as now
        on now.namespace = before.namespace and now."value" = before."value"
    where before.is_blocked is distinct from now.is_blocked
)

select * from final
