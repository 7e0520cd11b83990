-- large_links: what holds together the profiles of more than $1 identifiers, as places of identifiers and units of evidence.
-- Links around one identifier whose first event, last time and number agree count as one unit.
-- grain: one row per link
with

large as (
    select profile_key from profiles where identifiers > $1
),

held as materialized (
    select members.identifier_key, members.profile_key
    from members
    semi join large using (profile_key)
    where members.sharing is null
),

inside as (
    select
        links.a_key,
        links.b_key,
        dense_rank() over (order by links.a_key, links.first_event_key, links.last_seen_at, links.events) as unit,
    from links
    inner join held as held_a on held_a.identifier_key = links.a_key
    inner join held as held_b on held_b.identifier_key = links.b_key
    anti join link_refusals as refused on refused.a_key = links.a_key and refused.b_key = links.b_key
    where held_a.profile_key = held_b.profile_key
),

places as (
    select identifier_key, row_number() over () - 1 as place from held
),

final as (
    select
        place_a.place::integer as from_place,
        place_b.place::integer as to_place,
        (inside.unit - 1)::integer as unit,
    from inside
    inner join places as place_a on place_a.identifier_key = inside.a_key
    inner join places as place_b on place_b.identifier_key = inside.b_key
)

select * from final
