-- over_merged: profiles that hold units of several persons, those with the most persons first; $1 of them.
-- grain: profile_id
with

common_units as (
    select person, profile_id, count(*) as units
    from id_units
    where profile_id is not null
    group by person, profile_id
),

final as (
    select profile_id, count(*) as persons, to_json(list_sort(list(person))) as names, sum(units)::bigint as units
    from common_units
    group by profile_id
    having count(*) > 1
    order by persons desc, profile_id
    limit $1
)

select * from final
