-- tickets: the lines of a help desk's log. What a line is depends on those before it in its ticket: the first one opens
-- it, and work after a solution opens it again. Lines that stand there twice have the same place, and become one event.
-- (The column `positions` makes polku hand over the whole file at once, as a look at other lines needs.)
with

log as (
    select
        *,
        "concept:name" as activity,
        "time:timestamp" as happened_at,
        rank() over (partition by case_id order by "time:timestamp", "concept:name") as place,
        last_value("concept:name") over (
            partition by case_id
            order by "time:timestamp", "concept:name"
            groups between unbounded preceding and 1 preceding
        ) as activity_before,
    from rows
)

select
    position,
    [position] as positions,
    parts_digest([case_id, activity, happened_at, "org:resource"]) as event_id,
    'service' as channel,
    case
        when place = 1 then 'ticket_created'
        when activity in ('Resolve ticket', 'RESOLVED') then 'ticket_solved'
        when activity not in ('Closed', 'VERIFIED') and activity_before in ('Resolve ticket', 'RESOLVED', 'Closed') then
            'ticket_reopened'
        when activity = 'Take in charge ticket' then 'ticket_replied'
        else 'custom'
    end as event_type,
    activity as vendor_event,
    happened_at as occurred_at,
    place as sequence,
    observed_identifiers([observed('customer', customer), observed('ticket_id', case_id)]) as identifiers,
    case_id as item,
    {
        handled_by: "org:resource",
        product: product,
        section: responsible_section,
        support_section: support_section,
        workgroup: workgroup,
        seriousness: seriousness_2,
        service_level: service_level,
        service_type: service_type,
    } as properties,
from log
