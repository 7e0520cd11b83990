-- cluster_counts: B-cubed precision and recall over id_units, and how many clusters and mistakes there are.
-- B-cubed (Bagga and Baldwin 1998): of each unit the share of its profile that is of its person, and the share of its
-- person that is in its profile; the mean over units. What stands in no profile is a cluster of its own.
-- grain: one row
with

common_units as (
    select person, profile_id, count(*) as units
    from id_units
    group by person, profile_id
),

sized as (
    select
        person,
        profile_id,
        units,
        sum(units) over (partition by person)::bigint as person_units,
        sum(units) over (partition by profile_id)::bigint as profile_units,
    from common_units
),

-- Sums of decimals do not depend on the order of their terms.
summed as (
    select
        sum(units)::double as units,
        sum(
            case when profile_id is null then units else units * (units / profile_units) end::decimal(38, 18)
        )::double as precision_sum,
        sum(
            case when profile_id is null then units / person_units else units * (units / person_units) end::decimal(38, 18)
        )::double as recall_sum,
    from sized
),

final as (
    select
        case when units > 0 then least(precision_sum / units, 1) end as b_cubed_precision,
        case when units > 0 then least(recall_sum / units, 1) end as b_cubed_recall,
        (select count(distinct person) from id_units) as persons,
        (select count(distinct profile_id) + count(*) filter (where profile_id is null) from id_units) as clusters,
        (
            select count(*)
            from (select profile_id from common_units where profile_id is not null group by all having count(*) > 1)
        ) as over_merged_profiles,
        (
            select count(*)
            from (select person from common_units where profile_id is not null group by all having count(*) > 1)
        ) as under_merged_persons,
    from summed
)

select * from final
