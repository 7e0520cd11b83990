-- anchors: the anchor of each group: of the candidates the first in canonical order, then the strongest.
-- grain: group_key
with

counted as (
    select
        group_key,
        count(*) as candidates,
        any_value(identifier_key) as identifier_key,
        min(first_event_key) <> max(first_event_key) as has_several_events,
    from id_anchor_candidates
    group by group_key
),

tied as (
    select
        candidates.group_key,
        candidates.identifier_key,
        case when several.has_several_events then candidates.first_event_key end as event_key,
    from id_anchor_candidates as candidates
    inner join (
        select group_key, has_several_events
        from counted
        where candidates > 1
    ) as several using (group_key)
),

-- Candidates of one event stand in the order of their names; only several events ask for their own.
placed as (
    select events.event_key, events.sequence, events.source, events.event_id
    from events
    semi join (
        select event_key
        from tied
        where event_key is not null
    ) as asked using (event_key)
),

decided as (
    select
        tied.group_key,
        arg_min(
            tied.identifier_key,
            {
                sequence: placed.sequence,
                source: placed.source,
                event_id: placed.event_id,
                namespace_order: identifiers.namespace_order,
                value: identifiers."value"
            }
        ) as identifier_key,
    from tied
    left join placed using (event_key)
    inner join id_known_identifiers as identifiers on identifiers.identifier_key = tied.identifier_key
    group by tied.group_key
),

final as (
    select group_key, identifier_key from counted where candidates = 1
    union all
    select group_key, identifier_key from decided
)

select * from final
