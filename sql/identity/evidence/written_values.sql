-- written_values: the distinct values of known namespaces in scope, as they were written.
-- grain: namespace_order, value
with

final as (
    select
        (row_number() over ())::integer as value_number,
        namespace_order,
        value,
    from id_observed
    where namespace_order is not null
    group by namespace_order, value
)

select * from final
