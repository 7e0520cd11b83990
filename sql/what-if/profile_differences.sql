-- profile_differences: how many profiles would be merged or split, and how many identifiers would leave theirs.
-- grain: one row
with

shared_futures as (
    select later_id
    from id_passages
    group by later_id
    having count(*) > 1
),

merged as (
    select distinct earlier_id
    from id_passages
    semi join shared_futures using (later_id)
),

final as (
    select
        (select count(*) from before_dim_profiles) as profiles_before,
        (select count(*) from after_dim_profiles) as profiles_after,
        (select count(*) from before_dim_profiles where is_known) as known_before,
        (select count(*) from after_dim_profiles where is_known) as known_after,
        (select count(*) from merged) as merged,
        (select count(*) from id_successors where parts > 1) as split,
        (
            select count(*)
            from id_holders as holders
            left join id_successors as successors using (earlier_id)
            where holders.earlier_id is not null
                and (holders.later_id is null or holders.later_id <> successors.later_id)
        ) as moved,
)

select * from final
