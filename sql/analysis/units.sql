-- units: the most local identifiers of inbound touchpoints, and whether each is a person's.
-- grain: unit_key
with

final as (
    select identifier_key as unit_key, kind = 'person' as is_known
    from identifiers
    order by identifier_key
)

select * from final
