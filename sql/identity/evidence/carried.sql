-- carried: the identifiers of the events in scope as keys; where both are null the namespace is unknown.
-- grain: event_key, identifier
with

final as (
    select
        observed.event_key,
        observed.occurred_at,
        observed.is_join,
        observed.is_single,
        observed.is_verified,
        observed.namespace_order,
        value_keys.identifier_key,
        value_keys.value_key,
    from id_observed as observed
    inner join id_value_keys as value_keys
        on value_keys.namespace_order = observed.namespace_order and value_keys.value = observed.value
)

select * from final
