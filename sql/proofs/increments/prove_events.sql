-- prove_events: what came since the last published run has ids that no other event of its source has.
with

fresh as (
    select source, event_id
    from events
    where run_id not in (select run_id from runs)
),

counts as (
    select
        count(*) as events,
        count(distinct hash(source, event_id)) as ids,
    from fresh
),

alike as (
    select count(*) as events
    from events
    semi join fresh on events.event_id = fresh.event_id and events.source = fresh.source
),

final as (
    select counts.events = counts.ids and counts.events = alike.events as assert_events_unique
    from counts, alike
)

select * from final
