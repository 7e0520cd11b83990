-- passages: from which profile of before to which of after identifiers go, and how many.
-- grain: earlier_id, later_id
with

final as (
    select earlier_id, later_id, count(*) as identifiers, bool_or(was_anchor) as has_anchor
    from id_holders
    where earlier_id is not null and later_id is not null
    group by earlier_id, later_id
)

select * from final
