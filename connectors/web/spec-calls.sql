-- spec_calls: calls of the Segment spec, alone or in a batch, as all vendors of its family write them: the columns of an
-- event, and `call` for what one vendor adds. The time is `timestamp`, which the vendor corrected for the device's clock
-- or the caller gave, else `originalTimestamp`. What has no column stands beside the call's own properties.
-- grain: position, call
with

calls as (
    select position, unnest(segment_calls(line)) as call
    from lines
),

parsed as (
    select
        position,
        call,
        from_json(
            call,
            '{
                "type": "VARCHAR", "event": "VARCHAR", "name": "VARCHAR", "messageId": "VARCHAR", "userId": "VARCHAR",
                "anonymousId": "VARCHAR", "previousId": "VARCHAR", "groupId": "VARCHAR", "timestamp": "VARCHAR",
                "originalTimestamp": "VARCHAR", "sentAt": "VARCHAR", "receivedAt": "VARCHAR", "traits": "JSON",
                "properties": "JSON", "context": {
                    "traits": "JSON", "page": {"path": "VARCHAR", "url": "VARCHAR"}, "campaign": {"name": "VARCHAR"},
                    "device": {"id": "VARCHAR", "type": "VARCHAR"}, "consent": {"categoryPreferences": "JSON"}
                }
            }'
        ) as record,
    from calls
),

-- A value of a type that the spec does not know is none.
fields as (
    select
        position,
        call,
        record,
        lower(record.type) as kind,
        identifier_text(record.userId, call, '$.userId') as user_id,
        identifier_text(record.anonymousId, call, '$.anonymousId') as anonymous_id,
        case when kind = 'alias' then identifier_text(record.previousId, call, '$.previousId') end as previous_id,
        case when kind = 'track' then plain_text(record.event, call, '$.event') end as track_name,
        object_text(record.properties) as properties,
        object_text(record.context.traits) as context_traits,
        -- The traits of a group call are the group's.
        case when kind = 'identify' then object_text(record.traits) end as own_traits,
        from_json(
            object_text(record.properties),
            '{
                "product_id": "VARCHAR", "order_id": "VARCHAR", "total": "VARCHAR", "revenue": "VARCHAR",
                "currency": "VARCHAR", "path": "VARCHAR", "url": "VARCHAR"
            }'
        ) as property,
    from parsed
),

typed as (
    select
        fields.*,
        coalesce(
            named.event_type,
            case
                when kind in ('track', 'group') then 'custom'
                when kind in ('page', 'screen') then kind || '_viewed'
                when kind in ('identify', 'alias') then 'profile_updated'
            end
        ) as event_type,
        named.channel as named_channel,
        named.direction as named_direction,
        case when kind = 'track' then plain_text(property.order_id, properties, '$.order_id') end as order_id,
        coalesce(
            plain_text(property.path, properties, '$.path'),
            plain_text(record.context.page.path, call, '$.context.page.path'),
            url_path(property.url),
            url_path(record.context.page.url)
        ) as page_path,
        spec_value(coalesce(named.event_type, kind), property.total, property.revenue, order_id) as value,
        json_merge_patch(
            call,
            '{"type":null,"messageId":null,"timestamp":null,"sentAt":null,"receivedAt":null'
            || case when user_id is null then '' else ',"userId":null' end
            || case when anonymous_id is null then '' else ',"anonymousId":null' end
            || case when previous_id is null then '' else ',"previousId":null' end
            || case when track_name is null then '' else ',"event":null' end
            || case when properties is null then '' else ',"properties":null' end
            || case when own_traits is null then '' else ',"traits":null' end
            || '}'
        ) as leftover,
    from fields
    left join segment_events() as named
        on translate(lower(track_name), ' _-', '') = named.event_name
),

final as (
    select
        position,
        case when event_type is null then 'unknown_kind' end as fault,
        plain_text(record.messageId, call, '$.messageId') as event_id,
        case
            when named_channel is not null then named_channel
            when kind = 'screen' or lower(record.context.device.type) in ('ios', 'android') then 'mobile'
            else 'web'
        end as channel,
        event_type,
        coalesce(track_name, kind) as vendor_event,
        coalesce(named_direction, 'inbound') as direction,
        coalesce(record.timestamp, record.originalTimestamp) as occurred_at,
        record.sentAt as sent_at,
        record.receivedAt as received_at,
        observed_identifiers([
            observed('user_id', user_id),
            observed('anonymous_id', anonymous_id),
            -- An earlier id may have been of either kind, and the record does not say which; see docs/connectors.
            observed('user_id', case when previous_id is distinct from anonymous_id then previous_id end),
            observed('anonymous_id', previous_id),
            observed('email', member_text(own_traits, '$.email')),
            observed('email', member_text(context_traits, '$.email')),
            observed('phone', member_text(own_traits, '$.phone')),
            observed('phone', member_text(context_traits, '$.phone')),
            observed('device_id', identifier_text(record.context.device.id, call, '$.context.device.id')),
            observed('order_id', order_id),
        ]) as identifiers,
        case
            when kind = 'identify' and user_id <> '' then 'identified'
            when user_id <> '' and previous_id <> '' then 'aliased'
            when event_type = 'signed_out' then 'logged_out'
            else 'observed'
        end as identity_action,
        case kind
            when 'track' then
                coalesce(plain_text(property.product_id, properties, '$.product_id'), order_id, page_path)
            when 'page' then page_path
            when 'screen' then plain_text(record.name, call, '$.name')
            when 'group' then plain_text(record.groupId, call, '$.groupId')
        end as item,
        plain_text(record.context.campaign.name, call, '$.context.campaign.name') as campaign,
        value,
        case when value is not null then upper(property.currency) end as currency,
        coalesce(nullif(own_traits, '{}'), context_traits) as traits,
        object_text(record.context.consent.categoryPreferences) as consent,
        json_merged(properties, cast(leftover as varchar)) as properties,
        call,
    from typed
)

select * from final
