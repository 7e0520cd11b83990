-- household_events: the values of kind household on the events in scope, each once per event. Whether consent lets them
-- count is decided afterwards.
-- grain: event_key, household_key
with

written as (
    select judged.written_hash as value_hash, known.household_key
    from id_judged_values as judged
    inner join cfg_identity_namespaces as namespaces using (namespace_order)
    inner join household_values as known
        on known.namespace = judged.namespace and known."value" = judged.normalised
    where namespaces.kind = 'household' and judged.reason is null
),

final as (
    select distinct observed.event_key, observed.occurred_at, written.household_key, false as is_denied
    from id_observed as observed
    inner join written using (value_hash)
)

select * from final
