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

stored_events as (
    select
        event_key, source, event_id, channel, event_type, vendor_event, direction, occurred_at, sequence,
        item, campaign, value, currency, traits, properties, origin, run_id,
        coalesce(vendor_event, event_type) as given_name,
    from events
),

source_settings as (
    select source, channel, direction
    from cfg_sources
),

exact_names as (
    select source, vendor_event as given_name, event_type
    from cfg_event_names
),

folded_names as (
    select source, lower(vendor_event) as given_name, arg_min(event_type, place) as event_type
    from cfg_event_names
    group by source, lower(vendor_event)
),

named as (
    select
        stored_events.event_key,
        stored_events.source,
        stored_events.event_id,
        coalesce(source_settings.channel, stored_events.channel) as channel,
        coalesce(exact_names.event_type, folded_names.event_type, stored_events.event_type) as event_type,
        stored_events.vendor_event,
        coalesce(source_settings.direction, stored_events.direction) as direction,
        stored_events.occurred_at,
        stored_events.sequence,
        stored_events.item,
        stored_events.campaign,
        stored_events.value,
        stored_events.currency,
        stored_events.traits,
        stored_events.properties,
        stored_events.origin,
        stored_events.run_id,
    from stored_events
    left join source_settings on stored_events.source = source_settings.source
    left join exact_names
        on stored_events.source = exact_names.source and stored_events.given_name = exact_names.given_name
    left join folded_names
        on stored_events.source = folded_names.source and lower(stored_events.given_name) = folded_names.given_name
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
