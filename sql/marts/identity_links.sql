-- identity_links: which identifiers were seen together, and whether that counted.
-- grain:  namespace_a, value_a, namespace_b, value_b
-- kind:   view
-- audits: unique(grain)
-- column namespace_a: the stronger identifier
-- column value_a: the stronger identifier
-- column namespace_b: the weaker identifier
-- column value_b: the weaker identifier
-- column first_seen_at: time of the first event that carried both
-- column last_seen_at: time of the last event that carried both
-- column events: events that carried both and may link
-- column first_source: source of the first event that carried both
-- column first_event_id: the first event that carried both
-- column is_refused: the link was refused, so that it puts nobody together; identity_refusals says by which rule
with

refused as (
    select a_key, b_key from link_refusals
),

shared as (
    select identifier_key from shared_values
),

final as (
    select
        stronger.namespace as namespace_a,
        stronger."value" as value_a,
        weaker.namespace as namespace_b,
        weaker."value" as value_b,
        published_time(links.first_seen_at) as first_seen_at,
        published_time(links.last_seen_at) as last_seen_at,
        links.events,
        events.source as first_source,
        events.event_id as first_event_id,
        refused.a_key is not null
        or shared_a.identifier_key is not null
        or shared_b.identifier_key is not null as is_refused,
    from links
    inner join identifiers as stronger on stronger.identifier_key = links.a_key
    inner join identifiers as weaker on weaker.identifier_key = links.b_key
    inner join events on events.event_key = links.first_event_key
    left join refused on refused.a_key = links.a_key and refused.b_key = links.b_key
    left join shared as shared_a on shared_a.identifier_key = links.a_key
    left join shared as shared_b on shared_b.identifier_key = links.b_key
)

select * from final
