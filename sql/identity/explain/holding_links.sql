-- holding_links: the links that hold the identifiers of id_held_identifiers together, the strongest first.
-- grain: a_key, b_key
with

open_links as (
    select links.a_key, links.b_key, links.first_event_key
    from links
    semi join id_held_identifiers as held_a on held_a.identifier_key = links.a_key
    semi join id_held_identifiers as held_b on held_b.identifier_key = links.b_key
    anti join link_refusals as refused on refused.a_key = links.a_key and refused.b_key = links.b_key
),

final as (
    select
        open_links.a_key,
        open_links.b_key,
        stronger.rank + weaker.rank as weakness,
        events.source,
        events.event_id,
        events.occurred_at,
    from open_links
    inner join identifiers as stronger on stronger.identifier_key = open_links.a_key
    inner join identifiers as weaker on weaker.identifier_key = open_links.b_key
    inner join events on events.event_key = open_links.first_event_key
    order by
        weakness,
        events.occurred_at,
        events.sequence,
        events.source,
        events.event_id,
        stronger.namespace,
        stronger."value",
        weaker.namespace,
        weaker."value"
)

select * from final
