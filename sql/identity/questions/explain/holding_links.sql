-- holding_links: what holds the identifiers of id_held_identifiers together, the strongest first: links of events that
-- were not refused, and joins that someone stated. Links that exactly the same events carried are one unit.
-- grain: a_key, b_key, statement_id
with

open_links as (
    select links.a_key, links.b_key, links.events, links.first_event_key
    from links
    semi join id_held_identifiers as held_a on held_a.identifier_key = links.a_key
    semi join id_held_identifiers as held_b on held_b.identifier_key = links.b_key
    anti join link_refusals as refused on refused.a_key = links.a_key and refused.b_key = links.b_key
),

carriers as (
    select
        event_pairs.strongest_key as a_key,
        event_pairs.identifier_key as b_key,
        list(event_pairs.event_key order by event_pairs.event_key) as event_keys,
    from event_pairs
    semi join open_links
        on open_links.a_key = event_pairs.strongest_key and open_links.b_key = event_pairs.identifier_key
    where not event_pairs.is_conflicting and not event_pairs.is_denied
    group by event_pairs.strongest_key, event_pairs.identifier_key
),

carried as (
    select
        open_links.a_key,
        open_links.b_key,
        open_links.events,
        carriers.event_keys,
        events.source,
        events.event_id,
        events.occurred_at,
        events.sequence,
        null::varchar as statement_id,
    from open_links
    inner join carriers using (a_key, b_key)
    inner join events on events.event_key = open_links.first_event_key
),

stated as (
    select
        one.identifier_key as a_key,
        other.identifier_key as b_key,
        0::bigint as events,
        null::bigint[] as event_keys,
        null::varchar as source,
        null::varchar as event_id,
        stated_pairs."at" as occurred_at,
        null::bigint as sequence,
        stated_pairs.statement_id,
    from stated_pairs
    inner join id_held_identifiers as one
        on one.namespace = stated_pairs.namespace_a and one.value = stated_pairs.value_a
    inner join id_held_identifiers as other
        on other.namespace = stated_pairs.namespace_b and other.value = stated_pairs.value_b
    where not stated_pairs.is_split
),

holding as (
    from carried
    union all
    from stated
),

final as (
    select
        holding.a_key,
        holding.b_key,
        -- A join outranks every link.
        case when holding.statement_id is null then stronger.rank + weaker.rank else 0 end as weakness,
        holding.events,
        dense_rank() over (order by holding.event_keys, holding.statement_id) - 1 as unit,
        holding.source,
        holding.event_id,
        holding.occurred_at,
        holding.statement_id,
    from holding
    inner join identifiers as stronger on stronger.identifier_key = holding.a_key
    inner join identifiers as weaker on weaker.identifier_key = holding.b_key
    order by
        weakness,
        holding.occurred_at,
        holding.sequence,
        holding.source,
        holding.event_id,
        stronger.namespace,
        stronger."value",
        weaker.namespace,
        weaker."value",
        holding.statement_id
)

select * from final
