-- items: what inbound touchpoints were about, each once; number 0 stands for nothing.
-- grain: item_key
with

named as (
    select distinct item
    from events
    where item is not null
),

final as (
    select 0::integer as item_key, null::varchar as item
    union all
    select (row_number() over (order by item))::integer as item_key, item
    from named
)

select * from final
