-- units: what the truth gives to exactly one person, and the profile that it stands in.
-- grain: unit
with

judged as (
    select distinct judged.unit, judged.profile_id, truth.person
    from id_truth as truth
    inner join id_judged as judged using (part_a, part_b)
),

-- What the truth gives to several persons says nothing about pairs.
final as (
    select unit, any_value(person) as person, any_value(profile_id) as profile_id
    from judged
    group by unit
    having count(*) = 1
)

select * from final
