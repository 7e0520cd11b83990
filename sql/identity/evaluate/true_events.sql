-- true_events: the events of the truth in id_truth, each with the profile that it belongs to.
-- grain: unit
with

certain as (
    select source, event_id, any_value(person) as person
    from (select distinct source, event_id, person from id_truth) as truth
    group by source, event_id
    having count(*) = 1
),

final as (
    select
        certain.source || ':' || certain.event_id as unit,
        certain.person,
        profiles.profile_id,
    from certain
    left join events on events.source = certain.source and events.event_id = certain.event_id
    left join event_profiles using (event_key)
    left join profiles using (profile_key)
)

select * from final
