// Calls as Segment's libraries send them and as Segment passes them on, and the events they are.
import type { Sample } from "../connector.ts";
import { identified, sampleEvent } from "../sample-event.ts";

const library = { library: { name: "@segment/analytics-node", version: "3.1.0" } };
const timestamp = "2026-11-21T18:24:36.176Z";

const batch = {
  batch: [
    {
      timestamp,
      type: "identify",
      userId: "u-1",
      anonymousId: "anon-1",
      traits: { email: "anna@example.com", phone: "+358401234567", plan: "plus" },
      context: library,
      messageId: "node-next-1",
      _metadata: { nodeVersion: "v20.20.2" },
    },
    {
      timestamp,
      type: "track",
      event: "Order Completed",
      anonymousId: "anon-1",
      properties: { order_id: "O1", revenue: 8.5, total: 10.5, currency: "eur", products: [{ sku: "s1" }] },
      messageId: "node-next-2",
    },
    {
      timestamp,
      type: "page",
      name: "Home",
      anonymousId: "anon-1",
      properties: { url: "https://shop.example.com/?utm_source=x" },
      messageId: "node-next-3",
    },
    { timestamp, type: "alias", userId: "u-2", previousId: "u-1", messageId: "node-next-4" },
    {
      timestamp,
      type: "group",
      groupId: "g1",
      userId: "u-1",
      traits: { email: "office@example.com" },
      messageId: "node-next-5",
    },
  ],
  writeKey: "WK1",
  sentAt: "2026-11-21T18:24:36.183Z",
};

const passedOn = {
  anonymousId: "507f191e810c19729de860ea",
  context: {
    campaign: { name: "TPS Innovation Newsletter", source: "Newsletter" },
    consent: { categoryPreferences: { Advertising: false, Functional: true } },
    device: { id: "B5372DB0", type: "ios" },
    page: { path: "/academy/", url: "https://example.com/academy/" },
    traits: { email: "calvin@example.com" },
  },
  event: "Report Submitted",
  messageId: "022bb90c-bbac-11e4-8dfc-aa07a5b093db",
  originalTimestamp: "2015-12-10T04:08:31.111Z",
  receivedAt: "2015-12-10T04:08:31.909Z",
  sentAt: "2015-12-10T04:08:31.581Z",
  timestamp: "2015-12-10T04:08:31.905Z",
  type: "track",
  userId: "97980cfea0067",
  version: 2,
};

const screen = {
  type: "screen",
  name: "Basket",
  userId: "u-1",
  messageId: "m-6",
  originalTimestamp: "2026-11-22T08:00:00+02:00",
};

const at = "2026-11-21T18:24:36.176Z";

export const segmentSample: Sample = {
  origin: "https://segment.com/docs/connections/spec/",
  records: [batch, passedOn, screen].map((record) => JSON.stringify(record)),
  events: [
    sampleEvent({
      event_id: "node-next-1",
      channel: "web",
      event_type: "profile_updated",
      vendor_event: "identify",
      occurred_at: at,
      identifiers: identified(
        "anonymous_id:anon-1",
        "email:anna@example.com",
        "phone:+358401234567",
        "user_id:u-1",
      ),
      identity_action: "identified",
      traits: { email: "anna@example.com", phone: "+358401234567", plan: "plus" },
      properties: { context: library, _metadata: { nodeVersion: "v20.20.2" } },
    }),
    sampleEvent({
      event_id: "node-next-2",
      channel: "web",
      event_type: "order_completed",
      vendor_event: "Order Completed",
      occurred_at: at,
      identifiers: identified("anonymous_id:anon-1", "order_id:O1"),
      item: "O1",
      value: "10.50",
      currency: "EUR",
      properties: { order_id: "O1", revenue: 8.5, total: 10.5, currency: "eur", products: [{ sku: "s1" }] },
    }),
    sampleEvent({
      event_id: "node-next-3",
      channel: "web",
      event_type: "page_viewed",
      vendor_event: "page",
      occurred_at: at,
      identifiers: identified("anonymous_id:anon-1"),
      item: "/",
      properties: { url: "https://shop.example.com/?utm_source=x", name: "Home" },
    }),
    sampleEvent({
      event_id: "node-next-4",
      channel: "web",
      event_type: "profile_updated",
      vendor_event: "alias",
      occurred_at: at,
      identifiers: identified("anonymous_id:u-1", "user_id:u-1", "user_id:u-2"),
      identity_action: "aliased",
    }),
    sampleEvent({
      event_id: "node-next-5",
      channel: "web",
      event_type: "custom",
      vendor_event: "group",
      occurred_at: at,
      identifiers: identified("user_id:u-1"),
      item: "g1",
      properties: { groupId: "g1", traits: { email: "office@example.com" } },
    }),
    sampleEvent({
      event_id: "022bb90c-bbac-11e4-8dfc-aa07a5b093db",
      channel: "mobile",
      event_type: "custom",
      vendor_event: "Report Submitted",
      occurred_at: "2015-12-10T04:08:31.905Z",
      identifiers: identified(
        "anonymous_id:507f191e810c19729de860ea",
        "device_id:B5372DB0",
        "email:calvin@example.com",
        "user_id:97980cfea0067",
      ),
      item: "/academy/",
      campaign: "TPS Innovation Newsletter",
      traits: { email: "calvin@example.com" },
      consent: { Advertising: false, Functional: true },
      properties: {
        context: passedOn.context,
        originalTimestamp: "2015-12-10T04:08:31.111Z",
        version: 2,
      },
    }),
    sampleEvent({
      event_id: "m-6",
      channel: "mobile",
      event_type: "screen_viewed",
      vendor_event: "screen",
      occurred_at: "2026-11-22T06:00:00.000Z",
      identifiers: identified("user_id:u-1"),
      item: "Basket",
      properties: { name: "Basket", originalTimestamp: "2026-11-22T08:00:00+02:00" },
    }),
  ],
};
