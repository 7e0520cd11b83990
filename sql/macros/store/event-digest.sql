-- event_content, event_digest: an event's content, which is every canonical column, transport aside; its fingerprint.
create macro event_content(version) as
{
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
};

create macro event_digest(version) as sha256(cast(to_json(event_content(version)) as varchar));
