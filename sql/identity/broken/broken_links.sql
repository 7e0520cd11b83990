-- broken_links: the links of broken components, small components first, in each the strongest link first.
-- grain: a_key, b_key
with

-- These few are found first: the engine takes a table of this transaction for empty, and would join all the others.
broken as materialized (
    select
        components.component_key,
        sizes.links,
        active.a_key,
        active.b_key,
        active.first_seen_at,
        active.first_event_key,
        active.is_join,
        active.joined_at,
        active.is_both_verified,
    from id_active_links as active
    inner join id_components as components on components.identifier_key = active.a_key
    inner join id_broken_sizes as sizes using (component_key)
),

named as materialized (
    select identifiers.identifier_key, identifiers.namespace, identifiers."value" as value, identifiers.rank
    from id_known_identifiers as identifiers
    semi join (select a_key as identifier_key from broken union select b_key as identifier_key from broken) as ends
        using (identifier_key)
),

ranked as materialized (
    select
        broken.*,
        stronger.rank + weaker.rank as weakness,
        stronger.namespace as stronger_namespace,
        stronger.value as stronger_value,
        weaker.namespace as weaker_namespace,
        weaker.value as weaker_value,
    from broken
    inner join named as stronger on stronger.identifier_key = broken.a_key
    inner join named as weaker on weaker.identifier_key = broken.b_key
),

-- Only links of one strength and one first instant ask in which order their first events stand.
tied as materialized (
    select any_value(first_event_key) as event_key
    from ranked
    group by component_key, weakness, first_seen_at, first_event_key
    qualify count(*) over (partition by component_key, weakness, first_seen_at) > 1
),

placed as (
    select events.event_key, events.sequence, events.source, events.event_id
    from events
    semi join tied using (event_key)
),

final as (
    select
        ranked.component_key,
        ranked.a_key,
        ranked.b_key,
        ranked.is_join::integer as is_join,
        coalesce(epoch_us(ranked.joined_at), 0) as joined_at,
        (not ranked.is_both_verified)::integer as is_claim,
        coalesce(latest.place, 0) as latest,
    from ranked
    left join id_broken_latest as latest on latest.a_key = ranked.a_key and latest.b_key = ranked.b_key
    left join placed on placed.event_key = ranked.first_event_key
    order by
        ranked.links,
        ranked.component_key,
        ranked.weakness,
        ranked.first_seen_at,
        placed.sequence,
        placed.source,
        placed.event_id,
        ranked.stronger_namespace,
        ranked.stronger_value,
        ranked.weaker_namespace,
        ranked.weaker_value
)

select * from final
