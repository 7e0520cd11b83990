-- anchor_candidates: of each group the identifiers that are of kind person, if there are any, and seen earliest.
-- grain: group_key, identifier_key
with

held as (
    select
        id_groups.group_key,
        id_groups.identifier_key,
        facts.first_seen_at,
        facts.first_event_key,
        facts.is_person,
    from id_groups
    inner join id_known_facts as facts using (identifier_key)
    where id_groups.group_key is not null
),

earliest as (
    select
        group_key,
        bool_or(is_person) as has_person,
        min(first_seen_at) filter (where is_person) as first_person_at,
        min(first_seen_at) as first_at,
    from held
    group by group_key
),

final as (
    select held.group_key, held.identifier_key, held.first_event_key
    from held
    inner join earliest using (group_key)
    where held.is_person = earliest.has_person
        and held.first_seen_at = coalesce(earliest.first_person_at, earliest.first_at)
)

select * from final
