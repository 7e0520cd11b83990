-- judged_events: the events that the truth names in id_named, each with the profile that it belongs to.
-- grain: part_a, part_b
with

final as (
    select
        named.part_a,
        named.part_b,
        named.part_a || ':' || named.part_b as unit,
        profiles.profile_id,
    from id_named as named
    left join events on events.source = named.part_a and events.event_id = named.part_b
    left join event_profiles using (event_key)
    left join profiles using (profile_key)
)

select * from final
