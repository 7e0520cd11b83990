-- lines: CloudEvents in JSON as the neutral events that they are; polku/events maps them. Data that is a neutral event is
-- one, and the envelope says only what it does not; any other data is properties. What of the envelope is not used stands
-- in properties too.
-- grain: position
with

parsed as (
    select
        position,
        line,
        from_json(
            line,
            '{
                "id": "JSON", "source": "JSON", "type": "JSON", "time": "JSON", "subject": "JSON", "channel": "JSON",
                "datacontenttype": "JSON", "data": "JSON"
            }'
        ) as event,
        object_text(from_json(line, '{"data": "JSON"}').data) as data,
    from lines
),

opened as (
    select
        *,
        from_json(
            data,
            '{
                "event_id": "JSON", "event_type": "JSON", "occurred_at": "JSON", "item": "JSON", "channel": "JSON",
                "identifiers": "JSON", "properties": "JSON"
            }'
        ) as told,
    from parsed
),

-- A neutral event names who it is of, or what it is and where.
judged as (
    select
        *,
        coalesce(
            object_text(told.identifiers) is not null
            or (json_type(told.channel) = 'VARCHAR' and json_type(told.event_type) = 'VARCHAR'),
            false
        ) as is_neutral,
        -- The envelope's members by the names of a neutral event, where the data does not have them.
        [
            {member: 'event_id', own: told.event_id, given: cloudevent_id(event.source, event.id), from_member: null},
            {member: 'event_type', own: told.event_type, given: event.type, from_member: 'type'},
            {member: 'occurred_at', own: told.occurred_at, given: event.time, from_member: 'time'},
            {member: 'item', own: told.item, given: event.subject, from_member: 'subject'},
            {member: 'channel', own: told.channel, given: event.channel, from_member: 'channel'},
        ] as members,
    from opened
),

filled as (
    select
        *,
        list_filter(
            members,
            lambda each: each.given is not null and (not is_neutral or coalesce(cast(each.own as varchar), 'null') = 'null')
        ) as used,
    from judged
),

-- Properties of the data that are no object stay where they are, and the envelope's stand beside them.
parted as (
    select
        position,
        is_neutral,
        data,
        used,
        -- One that is not told is JSON as well, and the modes of HTTP differ in whether they tell.
        coalesce(
            regexp_full_match(lower(cast(event.datacontenttype as varchar)), '"application/json *(;.*)?"'), false
        ) as is_json_told,
        case when is_neutral then object_text(told.properties) else data end as own_properties,
        is_neutral and own_properties is null and coalesce(cast(told.properties as varchar), 'null') <> 'null' as is_odd,
        json_without(
            line,
            ['specversion']
            || case when data is null then [] else ['data'] end
            || case when is_json_told then ['datacontenttype'] else [] end
            || list_filter(list_transform(used, lambda each: each.from_member), lambda name: name is not null)
        ) as envelope,
    from filled
),

texts as (
    select
        position,
        case
            when is_neutral then
                json_without(
                    data, list_transform(used, lambda each: each.member) || case when is_odd then [] else ['properties'] end
                )
        end as own_members,
        array_to_string(
            list_transform(used, lambda each: '"' || each.member || '":' || cast(each.given as varchar) || ','), ''
        ) as given_members,
        case when is_odd then '"_record":' || envelope else '"properties":' || json_merged(own_properties, envelope) end
            as properties,
    from parted
),

final as (
    select position, json_joined(own_members, '{' || given_members || properties || '}') as line
    from texts
)

select * from final
