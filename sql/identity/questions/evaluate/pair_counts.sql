-- pair_counts: pairs of units that are of one person, that stand in one profile, and both.
-- grain: one row
with

common_units as (
    select person, profile_id, count(*) as units
    from id_units
    group by person, profile_id
),

persons as (
    select person, sum(units)::hugeint as units from common_units group by person
),

holders as (
    select profile_id, sum(units)::hugeint as units from common_units where profile_id is not null group by profile_id
),

final as (
    select
        (select count(*) from id_units) as units,
        coalesce((select sum(units * (units - 1) // 2) from persons), 0)::bigint as true_pairs,
        coalesce((select sum(units * (units - 1) // 2) from holders), 0)::bigint as predicted_pairs,
        coalesce(
            (select sum(units * (units - 1) // 2) from common_units where profile_id is not null), 0
        )::bigint as correct_pairs,
)

select * from final
