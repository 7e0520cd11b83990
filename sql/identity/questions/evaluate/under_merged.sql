-- under_merged: persons whose units stand in several profiles, those in the most profiles first; $1 of them.
-- grain: person
with

common_units as (
    select person, profile_id, count(*) as units
    from id_units
    where profile_id is not null
    group by person, profile_id
),

final as (
    select person, count(*) as profiles, to_json(list_sort(list(profile_id))) as names, sum(units)::bigint as units
    from common_units
    group by person
    having count(*) > 1
    order by profiles desc, person
    limit $1
)

select * from final
