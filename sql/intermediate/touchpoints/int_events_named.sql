-- int_events_named: the stored events under the names, channels, directions and labels that the configuration gives them.
-- grain:  source, event_id
-- kind:   view
-- audits: none
-- column source: the configured source that brought the event
-- column event_id: the event's own id, unique inside its source
-- column channel: where the event happened; the source's channel setting wins
-- column event_type: what happened, from the vocabulary; the source's events setting gives a vendor's name a type
-- column vendor_event: the vendor's own name of the event
-- column step_label: what the event is called in paths: channel/event_type unless labels say otherwise
-- column direction: inbound is a step of the customer's own path, outbound the company addressed them
-- column item: what the event was about, such as a page, a product, a store or a ticket
-- column campaign: the campaign that caused the event
-- column value: money that changed hands, in the event's currency
-- column currency: the currency of the value
-- column is_excluded: a condition under exclude fits, so the event is no touchpoint
with

named as (
    select
        event_key,
        source,
        event_id,
        cfg_channel(source, channel) as channel,
        cfg_event_type(source, coalesce(vendor_event, event_type), event_type) as event_type,
        vendor_event,
        cfg_direction(source, direction) as direction,
        occurred_at, sequence, item, campaign, value, currency, traits, properties, origin, run_id,
    from events
),

labelled as (
    select
        event_key, source, event_id, channel, event_type, vendor_event, direction, occurred_at, sequence,
        item, campaign, value, currency, traits, properties, origin, run_id,
        cfg_step_label(
            source, channel, event_type, vendor_event, direction, item, campaign, currency, properties, traits
        ) as step_label,
    from named
),

final as (
    select
        event_key, source, event_id, channel, event_type, vendor_event, step_label, direction, occurred_at, sequence,
        item, campaign, value, currency, traits, properties, origin, run_id,
        cfg_is_excluded(
            source, channel, event_type, vendor_event, direction, item, campaign, currency, properties, traits,
            step_label
        ) as is_excluded,
    from labelled
)

select * from final
