-- anchors: the anchor of each group: of the candidates the first in canonical order, then the strongest.
-- grain: group_key
with

counted as (
    select group_key, count(*) as candidates, any_value(identifier_key) as identifier_key
    from id_anchor_candidates
    group by group_key
),

tied as (
    select candidates.group_key, candidates.identifier_key, candidates.first_event_key
    from id_anchor_candidates as candidates
    semi join (
        select group_key
        from counted
        where candidates > 1
    ) as several using (group_key)
),

decided as (
    select
        tied.group_key,
        arg_min(
            tied.identifier_key,
            {
                sequence: events.sequence,
                source: events.source,
                event_id: events.event_id,
                namespace_order: identifiers.namespace_order,
                value: identifiers."value"
            }
        ) as identifier_key,
    from tied
    inner join events on events.event_key = tied.first_event_key
    inner join identifiers on identifiers.identifier_key = tied.identifier_key
    group by tied.group_key
),

final as (
    select group_key, identifier_key from counted where candidates = 1
    union all
    select group_key, identifier_key from decided
)

select * from final
