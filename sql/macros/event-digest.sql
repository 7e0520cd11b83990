-- event_digest: the fingerprint of an event's content: every canonical column, transport aside.
create macro event_digest(version) as
sha256(to_json({
    channel: version.channel,
    event_type: version.event_type,
    vendor_event: version.vendor_event,
    direction: version.direction,
    occurred_at: version.occurred_at,
    sequence: version.sequence,
    revision: version.revision,
    identifiers: version.identifiers,
    identity_action: version.identity_action,
    item: version.item,
    campaign: version.campaign,
    amount: version."value",
    currency: version.currency,
    traits: version.traits,
    consent: version.consent,
    properties: version.properties,
})::varchar);
