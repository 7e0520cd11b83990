// Calls as RudderStack's libraries send them from a server, a page and a phone, and the events they are.
import type { Sample } from "../connector.ts";
import { identified, sampleEvent } from "../sample-event.ts";

const library = { library: { name: "analytics-node" } };
const sentAt = "2026-11-21T18:24:36.598Z";
const server = { channel: "server", _metadata: { nodeVersion: "20.20.2" }, sentAt };

const batch = {
  batch: [
    {
      userId: "u-1",
      anonymousId: "anon-1",
      traits: { email: "anna@example.com" },
      context: { traits: { email: "anna@example.com" }, ...library },
      type: "identify",
      originalTimestamp: "2026-11-21T18:24:36.597Z",
      messageId: "d6f7719b-34d3-409f-9387-e6b1e705d009",
      ...server,
    },
    {
      userId: "u-2",
      previousId: "u-1",
      type: "alias",
      context: library,
      originalTimestamp: "2026-11-21T18:24:36.598Z",
      messageId: "ef6f410c-1fc7-4047-87e4-694e484ce35d",
      ...server,
    },
  ],
  timestamp: sentAt,
  sentAt,
};

const order = {
  userId: "u-1",
  event: "Order Completed",
  properties: { order_id: "O1", total: 10.5, currency: "eur" },
  timestamp: "2026-11-21T08:00:00.000Z",
  type: "track",
  context: library,
  originalTimestamp: "2026-11-21T18:24:36.597Z",
  messageId: "9c4f3b89-a6ff-4285-b2b4-93d42e4d2254",
  ...server,
};

const page = {
  type: "page",
  name: "Basket",
  channel: "web",
  messageId: "1611149698-b2c5",
  anonymousId: "anon-1",
  originalTimestamp: "2026-11-22T08:00:00.000Z",
  receivedAt: "2026-11-22T08:00:01.200Z",
  context: {
    sessionId: 1763798400,
    sessionStart: true,
    campaign: { name: "autumn", source: "letter" },
    consentManagement: {
      provider: "custom",
      allowedConsentIds: ["analytics"],
      deniedConsentIds: ["marketing"],
    },
  },
  properties: { path: "/basket", tab_url: "https://shop.example.com/basket" },
  integrations: { All: true },
};

const phone = {
  type: "screen",
  name: "Basket",
  channel: "mobile",
  messageId: "m-6",
  anonymousId: "5f2d",
  originalTimestamp: "2026-11-22T10:00:00+02:00",
  context: { device: { id: "5f2d", type: "Android" }, network: { carrier: "Elisa" } },
};

export const rudderstackSample: Sample = {
  origin: "https://www.rudderstack.com/docs/event-spec/standard-events/common-fields/",
  records: [batch, order, page, phone].map((record) => JSON.stringify(record)),
  events: [
    sampleEvent({
      event_id: "d6f7719b-34d3-409f-9387-e6b1e705d009",
      channel: "web",
      event_type: "profile_updated",
      vendor_event: "identify",
      occurred_at: "2026-11-21T18:24:36.597Z",
      identifiers: identified("anonymous_id:anon-1", "email:anna@example.com", "user_id:u-1"),
      identity_action: "identified",
      traits: { email: "anna@example.com" },
      properties: {
        context: { traits: { email: "anna@example.com" }, ...library },
        channel: "server",
        _metadata: { nodeVersion: "20.20.2" },
        originalTimestamp: "2026-11-21T18:24:36.597Z",
      },
    }),
    sampleEvent({
      event_id: "9c4f3b89-a6ff-4285-b2b4-93d42e4d2254",
      channel: "web",
      event_type: "order_completed",
      vendor_event: "Order Completed",
      occurred_at: "2026-11-21T08:00:00.000Z",
      identifiers: identified("order_id:O1", "user_id:u-1"),
      item: "O1",
      value: "10.50",
      currency: "EUR",
      properties: {
        order_id: "O1",
        total: 10.5,
        currency: "eur",
        context: library,
        channel: "server",
        _metadata: { nodeVersion: "20.20.2" },
        originalTimestamp: "2026-11-21T18:24:36.597Z",
      },
    }),
    sampleEvent({
      event_id: "ef6f410c-1fc7-4047-87e4-694e484ce35d",
      channel: "web",
      event_type: "profile_updated",
      vendor_event: "alias",
      occurred_at: "2026-11-21T18:24:36.598Z",
      identifiers: identified("anonymous_id:u-1", "user_id:u-1", "user_id:u-2"),
      identity_action: "aliased",
      properties: {
        context: library,
        channel: "server",
        _metadata: { nodeVersion: "20.20.2" },
        originalTimestamp: "2026-11-21T18:24:36.598Z",
      },
    }),
    sampleEvent({
      event_id: "1611149698-b2c5",
      channel: "web",
      event_type: "page_viewed",
      vendor_event: "page",
      occurred_at: "2026-11-22T08:00:00.000Z",
      identifiers: identified("anonymous_id:anon-1", "session_id:cc7345b885fec5b2783e9922fd3722ee"),
      item: "/basket",
      campaign: "autumn",
      consent: { analytics: true, marketing: false },
      properties: {
        path: "/basket",
        tab_url: "https://shop.example.com/basket",
        name: "Basket",
        channel: "web",
        context: page.context,
        integrations: { All: true },
        originalTimestamp: "2026-11-22T08:00:00.000Z",
      },
    }),
    sampleEvent({
      event_id: "m-6",
      channel: "mobile",
      event_type: "screen_viewed",
      vendor_event: "screen",
      occurred_at: "2026-11-22T08:00:00.000Z",
      identifiers: identified("anonymous_id:5f2d", "device_id:5f2d"),
      item: "Basket",
      properties: {
        name: "Basket",
        channel: "mobile",
        context: phone.context,
        originalTimestamp: "2026-11-22T10:00:00+02:00",
      },
    }),
  ],
};
