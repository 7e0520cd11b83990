-- otherwise_written: the written values in scope that are no identifier, or that are compared in another spelling: the few.
-- grain: written_hash
with

final as (
    select place, namespace_order, namespace, normalised as value, written_hash, value_hash, reason
    from id_judged_values
    where reason is not null or value_hash <> written_hash
)

select * from final
