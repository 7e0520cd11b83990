// Writes the expected events of samples: what a sample does not say is what an event has when a record is silent.
import type { CanonicalEvent, ObservedIdentifier } from "../models/canonical-event.ts";

type Stated = Pick<CanonicalEvent, "event_id" | "channel" | "event_type" | "occurred_at">;

/** A whole event from what distinguishes it. */
export const sampleEvent = (stated: Stated & Partial<CanonicalEvent>): CanonicalEvent => ({
  vendor_event: null,
  direction: "inbound",
  sequence: "0",
  revision: null,
  identifiers: [],
  identity_action: "observed",
  item: null,
  campaign: null,
  value: null,
  currency: null,
  traits: null,
  consent: null,
  properties: null,
  ...stated,
});

/** Unverified identifiers as `namespace:value`, in the order of namespace and value. */
export const identified = (...names: readonly string[]): ObservedIdentifier[] =>
  names.map((name) => {
    const colon = name.indexOf(":");
    return { namespace: name.slice(0, colon), value: name.slice(colon + 1), is_verified: false };
  });
