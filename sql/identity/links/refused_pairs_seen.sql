-- refused_pairs_seen: pairs in scope that conflicting or denied events would have linked.
-- grain: rule, a_key, b_key
with

pairs as (
    select
        case when is_denied then 'consent' else 'conflicting_event' end as rule,
        strongest_key as a_key,
        identifier_key as b_key,
        event_key,
    from id_scope_pairs
    where is_conflicting or is_denied
),

final as (
    select
        pairs.rule,
        pairs.a_key,
        pairs.b_key,
        arg_min(
            pairs.event_key,
            {
                occurred_at: events.occurred_at,
                sequence: events.sequence,
                source: events.source,
                event_id: events.event_id
            }
        ) as first_event_key,
    from pairs
    inner join events using (event_key)
    group by pairs.rule, pairs.a_key, pairs.b_key
)

select * from final
