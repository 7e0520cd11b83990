-- labelled_pairs: pairs of which the truth says whether they are the same, once each, with the profile of each end.
-- grain: unit_a, unit_b
with

judged as (
    select
        least(one.unit, other.unit) as unit_a,
        greatest(one.unit, other.unit) as unit_b,
        case when one.unit <= other.unit then one.profile_id else other.profile_id end as profile_id_a,
        case when one.unit <= other.unit then other.profile_id else one.profile_id end as profile_id_b,
        truth.is_same,
    from id_truth as truth
    inner join id_judged as one on one.part_a = truth.part_a and one.part_b = truth.part_b
    inner join id_judged as other on other.part_a = truth.other_a and other.part_b = truth.other_b
    where one.unit <> other.unit
),

-- A pair of which the truth says both says nothing.
final as (
    select
        unit_a,
        unit_b,
        any_value(profile_id_a) as profile_id_a,
        any_value(profile_id_b) as profile_id_b,
        bool_and(is_same) as is_same,
        coalesce(any_value(profile_id_a) = any_value(profile_id_b), false) as is_together,
    from judged
    group by unit_a, unit_b
    having bool_and(is_same) = bool_or(is_same)
)

select * from final
