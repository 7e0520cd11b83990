-- successors: what becomes of each profile of before: the one with its anchor, else the one with most of it.
-- grain: earlier_id
with

final as (
    select
        earlier_id,
        arg_max(later_id, {has_anchor: has_anchor, identifiers: identifiers, later_id: later_id}) as later_id,
        count(*) as parts,
    from id_passages
    group by earlier_id
)

select * from final
