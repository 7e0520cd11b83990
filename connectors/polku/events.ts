// The format `polku/events`: neutral events, for what no vendor's format fits and for moving events between tools.
import { builtInNamespaces } from "../../models/identity/namespaces.ts";
import type { Format, Sample } from "../connector.ts";
import { identified, sampleEvent } from "../sample-event.ts";

const sample: Sample = {
  origin: "docs/connectors/polku-events.md",
  records: [
    {
      event_id: "e1",
      channel: "web",
      event_type: "page_viewed",
      direction: "inbound",
      occurred_at: "2026-01-01T10:00:00.000Z",
      sequence: 3,
      identifiers: { anonymous_id: "a1", email: ["x@example.com", "y@example.com"] },
      identity_action: "observed",
      item: "/p/1",
      campaign: "spring",
      revision: "2026-01-01T10:00:05Z",
      sent_at: "2026-01-01T10:00:01Z",
      received_at: "2026-01-01T10:00:02Z",
      traits: { city: "Turku" },
      consent: { analytics: true },
      properties: { referrer: "/", depth: { of: 2 } },
      weather: "rain",
    },
    {
      event_id: "e2",
      channel: "store",
      event_type: "order_completed",
      occurred_at: "2026-01-02 14:30:00+02:00",
      identifiers: { loyalty_card: { value: "6050 1", verified: true }, user_id: 81 },
      value: "12.50",
      currency: "EUR",
    },
    {
      event_id: "e3",
      channel: "service",
      event_type: "loan_applied",
      direction: "outbound",
      occurred_at: 1767434400,
      identifiers: { email: "x@example.com" },
      identity_action: "identified",
      value: 1500,
      currency: "EUR",
    },
  ].map((record) => JSON.stringify(record)),
  events: [
    sampleEvent({
      event_id: "e1",
      channel: "web",
      event_type: "page_viewed",
      occurred_at: "2026-01-01T10:00:00.000Z",
      sequence: "3",
      revision: "2026-01-01T10:00:05Z",
      identifiers: identified("anonymous_id:a1", "email:x@example.com", "email:y@example.com"),
      item: "/p/1",
      campaign: "spring",
      traits: { city: "Turku" },
      consent: { analytics: true },
      properties: { referrer: "/", depth: { of: 2 }, weather: "rain" },
    }),
    sampleEvent({
      event_id: "e2",
      channel: "store",
      event_type: "order_completed",
      occurred_at: "2026-01-02T12:30:00.000Z",
      identifiers: [
        { namespace: "loyalty_card", value: "6050 1", is_verified: true },
        ...identified("user_id:81"),
      ],
      value: "12.50",
      currency: "EUR",
    }),
    sampleEvent({
      event_id: "e3",
      channel: "service",
      event_type: "custom",
      vendor_event: "loan_applied",
      direction: "outbound",
      occurred_at: "2026-01-03T10:00:00.000Z",
      identifiers: identified("email:x@example.com"),
      identity_action: "identified",
      value: "1500.00",
      currency: "EUR",
    }),
  ],
};

/** Emits whatever namespaces the records name; these are the built-in ones. */
export const polkuEvents: Format = {
  name: "polku/events",
  summary: "Neutral events, one JSON object each, every key a column of the canonical event",
  reference: "docs/connectors/polku-events.md",
  input: "lines",
  namespaces: builtInNamespaces.map(({ namespace }) => namespace),
  hasOpenNamespaces: true,
  leavesOut: [
    { within: "identifiers", why: "members of an identifier beside its value and verified" },
    { within: "sent_at", why: "transport" },
    { within: "received_at", why: "transport" },
  ],
  mapping: "polku/events.sql",
  sample,
};
