-- broken_links: the links of broken components, small components first, in each the strongest link first.
-- grain: a_key, b_key
with

final as (
    select
        components.component_key,
        links.a_key,
        links.b_key,
        links.is_join::integer as is_join,
        coalesce(epoch_us(links.joined_at), 0) as joined_at,
        (not links.is_both_verified)::integer as is_claim,
    from id_active_links as links
    inner join id_components as components on components.identifier_key = links.a_key
    inner join id_broken_sizes as sizes using (component_key)
    inner join identifiers as stronger on stronger.identifier_key = links.a_key
    inner join identifiers as weaker on weaker.identifier_key = links.b_key
    inner join events on events.event_key = links.first_event_key
    order by
        sizes.links,
        components.component_key,
        stronger.rank + weaker.rank,
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
