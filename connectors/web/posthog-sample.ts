// Events as PostHog's libraries send them from a server, a page and a phone, and the events they are.
import type { Sample } from "../connector.ts";
import { identified, sampleEvent } from "../sample-event.ts";

const node = { $lib: "posthog-node" };
const timestamp = "2026-11-21T18:24:38.424Z";

const batch = {
  api_key: "phc_test",
  batch: [
    {
      event: "$identify",
      properties: {
        $set: { email: "anna@example.com" },
        $set_once: { first_plan: "plus" },
        $anon_distinct_id: "anon-1",
        ...node,
      },
      timestamp,
      uuid: "01a1ff5a-6c18-7310-9857-a7fe8c6d924b",
      distinct_id: "u-1",
    },
    {
      event: "$create_alias",
      properties: { distinct_id: "u-1", alias: "u-1b", ...node },
      timestamp,
      uuid: "01a1ff5a-6c19-71f8-9a76-32420ff20653",
      distinct_id: "u-1",
    },
  ],
  sent_at: "2026-11-21T18:24:38.425Z",
};

const group = {
  event: "$groupidentify",
  properties: { $group_type: "company", $group_key: "c1", $group_set: { name: "C" }, ...node },
  type: "capture",
  timestamp,
  uuid: "01a2143e-1e2a-770c-8d04-1ef897ccfb75",
  distinct_id: "$company_c1",
};

const order = {
  event: "Order Completed",
  properties: { order_id: "O1", total: 10.5, currency: "eur", $groups: { company: "c1" }, ...node },
  timestamp,
  uuid: "01a2143e-1e2b-7007-b828-32714d8b780c",
  distinct_id: "u-1",
};

const page = {
  event: "$pageview",
  uuid: "01a2143e-2000-7007-b828-000000000001",
  timestamp: "2026-11-22T08:00:00.000Z",
  $set: { plan: "plus" },
  $set_once: { $initial_pathname: "/" },
  properties: {
    token: "phc_test",
    distinct_id: "u-1",
    $user_id: "u-1",
    $device_id: "anon-1",
    $session_id: "01a21440-0000-7000-8000-00000000000a",
    $is_identified: true,
    $process_person_profile: true,
    $current_url: "https://shop.example.com/basket?coupon=x",
    $pathname: "/basket",
    utm_campaign: "autumn",
    $lib: "web",
  },
};

const screen = {
  event: "$screen",
  distinct_id: "anon-2",
  timestamp: "2026-11-22T10:00:00+02:00",
  uuid: "01a2143e-2000-7007-b828-000000000002",
  properties: { $screen_name: "Basket", $session_id: "7", $lib: "posthog-android" },
};

export const posthogSample: Sample = {
  origin: "https://posthog.com/docs/api/capture",
  records: [batch, group, order, page, screen].map((record) => JSON.stringify(record)),
  events: [
    sampleEvent({
      event_id: "01a1ff5a-6c18-7310-9857-a7fe8c6d924b",
      channel: "web",
      event_type: "profile_updated",
      vendor_event: "$identify",
      occurred_at: timestamp,
      identifiers: identified(
        "anonymous_id:anon-1",
        "anonymous_id:u-1",
        "email:anna@example.com",
        "user_id:u-1",
      ),
      identity_action: "identified",
      traits: { email: "anna@example.com", first_plan: "plus" },
      properties: { $anon_distinct_id: "anon-1", ...node },
    }),
    sampleEvent({
      event_id: "01a1ff5a-6c19-71f8-9a76-32420ff20653",
      channel: "web",
      event_type: "profile_updated",
      vendor_event: "$create_alias",
      occurred_at: timestamp,
      identifiers: identified("anonymous_id:u-1", "anonymous_id:u-1b"),
      identity_action: "aliased",
      properties: { distinct_id: "u-1", alias: "u-1b", ...node },
    }),
    sampleEvent({
      event_id: "01a2143e-1e2a-770c-8d04-1ef897ccfb75",
      channel: "web",
      event_type: "custom",
      vendor_event: "$groupidentify",
      occurred_at: timestamp,
      item: "c1",
      properties: {
        $group_type: "company",
        $group_key: "c1",
        $group_set: { name: "C" },
        ...node,
        type: "capture",
        distinct_id: "$company_c1",
      },
    }),
    sampleEvent({
      event_id: "01a2143e-1e2b-7007-b828-32714d8b780c",
      channel: "web",
      event_type: "order_completed",
      vendor_event: "Order Completed",
      occurred_at: timestamp,
      identifiers: identified("anonymous_id:u-1", "order_id:O1"),
      item: "O1",
      value: "10.50",
      currency: "EUR",
      properties: { order_id: "O1", total: 10.5, currency: "eur", $groups: { company: "c1" }, ...node },
    }),
    sampleEvent({
      event_id: page.uuid,
      channel: "web",
      event_type: "page_viewed",
      vendor_event: "$pageview",
      occurred_at: "2026-11-22T08:00:00.000Z",
      identifiers: identified(
        "anonymous_id:u-1",
        "device_id:anon-1",
        "session_id:01a21440-0000-7000-8000-00000000000a",
        "user_id:u-1",
      ),
      item: "/basket",
      campaign: "autumn",
      traits: { plan: "plus", $initial_pathname: "/" },
      properties: {
        distinct_id: "u-1",
        $user_id: "u-1",
        $device_id: "anon-1",
        $session_id: "01a21440-0000-7000-8000-00000000000a",
        $is_identified: true,
        $process_person_profile: true,
        $current_url: "https://shop.example.com/basket?coupon=x",
        $pathname: "/basket",
        utm_campaign: "autumn",
        $lib: "web",
      },
    }),
    sampleEvent({
      event_id: screen.uuid,
      channel: "mobile",
      event_type: "screen_viewed",
      vendor_event: "$screen",
      occurred_at: "2026-11-22T08:00:00.000Z",
      identifiers: identified("anonymous_id:anon-2", "session_id:ea15eb5b6fe57a4b8c2f1fd153d7e233"),
      item: "Basket",
      properties: { $screen_name: "Basket", $session_id: "7", $lib: "posthog-android" },
    }),
  ],
};
