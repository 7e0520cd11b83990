-- unusable_seen: the first event, in canonical order, of each unusable value in scope.
-- grain: value_key
with

gathered as (
    select value_key, min(occurred_at) as first_seen_at
    from event_unusable_values
    semi join id_scope_unusable using (value_key)
    group by value_key
),

at_first as (
    select carried.value_key, carried.event_key
    from event_unusable_values as carried
    inner join gathered
        on gathered.value_key = carried.value_key and gathered.first_seen_at = carried.occurred_at
),

final as (
    select
        at_first.value_key,
        arg_min(
            at_first.event_key,
            {sequence: events.sequence, source: events.source, event_id: events.event_id}
        ) as event_key,
    from at_first
    inner join events using (event_key)
    group by at_first.value_key
)

select * from final
