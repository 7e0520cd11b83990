-- email/sendgrid: events of the Event Webhook. The address is the identifier, the first category the campaign, the
-- link the item. SendGrid writes custom arguments beside its own fields: they are in properties with all the rest.
-- Ids are sg_event_id; an event without one gets a digest of what never changes of it.
-- grain: position
with

parsed as (
    select
        position,
        line,
        from_json(
            line,
            '{
                "event": "VARCHAR", "email": "VARCHAR", "timestamp": "VARCHAR", "sg_event_id": "VARCHAR",
                "sg_message_id": "VARCHAR", "url": "VARCHAR", "category": "JSON",
                "marketing_campaign_name": "VARCHAR"
            }'
        ) as record,
    from lines
),

-- What is sent, and what comes of it. Where a mailbox takes or refuses a letter it is not the customer who acts.
kinds (kind, event_type, direction) as (
    values
        ('processed', 'email_sent', 'outbound'),
        ('delivered', 'email_delivered', 'outbound'),
        ('bounce', 'email_bounced', 'outbound'),
        ('deferred', 'custom', 'outbound'),
        ('dropped', 'custom', 'outbound'),
        ('account_status_change', 'custom', 'outbound'),
        ('open', 'email_opened', 'inbound'),
        ('click', 'email_link_clicked', 'inbound'),
        ('spamreport', 'email_complained', 'inbound'),
        ('unsubscribe', 'email_unsubscribed', 'inbound'),
        ('group_unsubscribe', 'email_unsubscribed', 'inbound'),
        ('group_resubscribe', 'custom', 'inbound')
),

final as (
    select
        position,
        case when kinds.kind is null then 'unknown_kind' end as fault,
        coalesce(
            plain_text(record.sg_event_id, line, '$.sg_event_id'),
            parts_digest([record.sg_message_id, record.event, record.timestamp, record.email, record.url])
        ) as event_id,
        'email' as channel,
        kinds.event_type as event_type,
        record.event as vendor_event,
        kinds.direction as direction,
        record.timestamp as occurred_at,
        observed_identifiers([observed('email', identifier_text(record.email, line, '$.email'))]) as identifiers,
        plain_text(record.url, line, '$.url') as item,
        coalesce(
            nullif(
                member_text(record.category, case when cast(record.category as varchar) like '[%' then '$[0]' else '$' end),
                ''
            ),
            plain_text(record.marketing_campaign_name, line, '$.marketing_campaign_name')
        ) as campaign,
        json_without(
            line,
            list_filter(['event', 'timestamp', 'email', 'url', 'sg_event_id'], lambda name: is_plain(line, name))
        ) as properties,
    from parsed
    left join kinds
        on record.event = kinds.kind
)

select * from final
