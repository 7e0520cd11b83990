-- caused_cells: the cells that changed, each with the strongest reason among the profiles that contribute to its row.
-- $1: the reason of a cell to which nobody with one contributes. $2: the snapshot.
-- grain: table_name, key, column_name
with

contributions as (
    select cells.table_name, cells.key, touches.profile_key
    from re_cells as cells
    inner join re_touches as touches
        on touches.kind = cells.kind and touches.name = cells.name and touches.label = cells.label
    where cells.other_label is null
    union
    -- A transition is a matter of those that have both of its ends.
    select cells.table_name, cells.key, touches.profile_key
    from re_cells as cells
    inner join re_touches as touches
        on touches.kind = cells.kind and touches.name = cells.name and touches.label = cells.label
    inner join re_touches as others
        on others.profile_key = touches.profile_key
        and others.kind = cells.kind
        and others.name = cells.name
        and others.label = cells.other_label
),

reasons as (
    select contributions.table_name, contributions.key, causes.cause, causes.source, causes.event_id
    from contributions
    inner join re_profile_causes as causes using (profile_key)
    qualify row_number() over (
        partition by contributions.table_name, contributions.key
        order by
            causes.strength, causes.event_id is null, causes.occurred_at, causes.sequence, causes.source,
            causes.event_id
    ) = 1
),

final as (
    select
        $2::varchar as snapshot_id,
        cells.table_name,
        cells.key,
        cells.column_name,
        cells.value_before,
        cells.value_after,
        coalesce(reasons.cause, $1::varchar) as cause,
        reasons.source,
        reasons.event_id,
    from re_cells as cells
    left join reasons using (table_name, key)
)

select * from final
