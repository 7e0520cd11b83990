-- polku/events: neutral event records, one JSON object a record. Every key is the canonical column of its name.
-- Keys of no column, and values that their column cannot hold, are kept in properties.
-- grain: position
with

parsed as (
    select
        position,
        line,
        from_json(
            line,
            '{
                "event_id": "VARCHAR", "channel": "VARCHAR", "event_type": "VARCHAR", "vendor_event": "VARCHAR",
                "direction": "VARCHAR", "occurred_at": "VARCHAR", "sequence": "VARCHAR", "revision": "VARCHAR",
                "sent_at": "VARCHAR", "received_at": "VARCHAR", "identity_action": "VARCHAR", "item": "VARCHAR",
                "campaign": "VARCHAR", "value": "VARCHAR", "currency": "VARCHAR",
                "identifiers": "MAP(VARCHAR, JSON)", "traits": "JSON", "consent": "JSON", "properties": "JSON"
            }'
        ) as record,
    from lines
),

-- What each column can hold; null where it cannot.
typed as (
    select
        position,
        plain_text(record.event_id, line, '$.event_id') as event_id,
        plain_text(record.channel, line, '$.channel') as channel,
        plain_text(record.event_type, line, '$.event_type') as event_type,
        plain_text(record.vendor_event, line, '$.vendor_event') as vendor_event,
        case when record.direction in ('inbound', 'outbound') then record.direction end as direction,
        plain_text(record.occurred_at, line, '$.occurred_at') as occurred_at,
        case when record.sequence = '0' or regexp_full_match(record.sequence, '-?\d{1,18}') then record.sequence end as sequence,
        plain_text(record.revision, line, '$.revision') as revision,
        plain_text(record.sent_at, line, '$.sent_at') as sent_at,
        plain_text(record.received_at, line, '$.received_at') as received_at,
        json_identifiers(map_entries(record.identifiers)) as identifiers,
        case
            when record.identity_action in ('observed', 'identified', 'aliased', 'merged', 'logged_out') then
                record.identity_action
        end as identity_action,
        plain_text(record.item, line, '$.item') as item,
        plain_text(record.campaign, line, '$.campaign') as campaign,
        case when parse_amount(record.value) is not null then record.value end as value,
        plain_text(record.currency, line, '$.currency') as currency,
        object_text(record.traits) as traits,
        object_text(record.consent) as consent,
        object_text(record.properties) as properties,
        line,
        record,
    from parsed
),

-- The members that no column holds: a merge patch takes the others away. Where every member is held, which is
-- nearly always, nothing is looked at twice; and where only usual columns hold one, no others are counted.
held as (
    select
        *,
        case
            when
                vendor_event is null and sequence is null and revision is null and sent_at is null and received_at is null
                and identity_action is null and traits is null and consent is null then
                0
            else
                (vendor_event is not null)::integer + (sequence is not null)::integer + (revision is not null)::integer
                + (sent_at is not null)::integer + (received_at is not null)::integer
                + (identity_action is not null)::integer + (traits is not null)::integer + (consent is not null)::integer
        end
        + case
            when
                event_id is not null and channel is not null and event_type is not null and direction is not null
                and occurred_at is not null and identifiers is not null and properties is not null then
                7
            else
                (event_id is not null)::integer + (channel is not null)::integer + (event_type is not null)::integer
                + (direction is not null)::integer + (occurred_at is not null)::integer
                + (identifiers is not null)::integer + (properties is not null)::integer
        end
        + (item is not null)::integer + (campaign is not null)::integer + (value is not null)::integer
        + (currency is not null)::integer as members,
    from typed
),

leftover as (
    select
        * exclude (line, record, members),
        case
            when len(json_keys(line)) > members then
                json_merge_patch(
                    line,
                    '{' || concat_ws(
                        ',',
                        case when record.event_id is null or event_id is not null then '"event_id":null' end,
                        case when record.channel is null or channel is not null then '"channel":null' end,
                        case when record.event_type is null or event_type is not null then '"event_type":null' end,
                        case when record.vendor_event is null or vendor_event is not null then '"vendor_event":null' end,
                        case when record.direction is null or direction is not null then '"direction":null' end,
                        case when record.occurred_at is null or occurred_at is not null then '"occurred_at":null' end,
                        case when record.sequence is null or sequence is not null then '"sequence":null' end,
                        case when record.revision is null or revision is not null then '"revision":null' end,
                        case when record.sent_at is null or sent_at is not null then '"sent_at":null' end,
                        case when record.received_at is null or received_at is not null then '"received_at":null' end,
                        case when record.identifiers is null or identifiers is not null then '"identifiers":null' end,
                        case when record.identity_action is null or identity_action is not null then '"identity_action":null' end,
                        case when record.item is null or item is not null then '"item":null' end,
                        case when record.campaign is null or campaign is not null then '"campaign":null' end,
                        case when record.value is null or value is not null then '"value":null' end,
                        case when record.currency is null or currency is not null then '"currency":null' end,
                        case when record.traits is null or traits is not null then '"traits":null' end,
                        case when record.consent is null or consent is not null then '"consent":null' end,
                        case when record.properties is null or properties is not null then '"properties":null' end
                    ) || '}'
                )
        end as leftover,
    from held
),

final as (
    select
        * exclude (traits, consent, properties, leftover),
        nullif(traits, '{}') as traits,
        nullif(consent, '{}') as consent,
        nullif(json_merged(properties, cast(leftover as varchar)), '{}') as properties,
    from leftover
)

select * from final
