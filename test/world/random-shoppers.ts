// Random shoppers whose events lie on and beside the limits of a random configuration: for laws of counting that
// need no identity.
import * as fc from "fast-check";
import type { Shopper, ShopperEvent } from "./shoppers.ts";

const minute = 60;
const day = 24 * 60 * minute;

const around = (seconds: number): number[] => [seconds - 1, seconds, seconds + 1];

/** Gap of half an hour (of four in service), idle times of one and thirty days, windows of an hour and two days. */
const pauses = [
  0,
  0,
  0,
  1,
  minute,
  ...around(30 * minute),
  ...around(60 * minute),
  ...around(240 * minute),
].concat(around(day), around(2 * day), around(30 * day));

const event = fc.record({
  pause: fc.constantFrom(...pauses),
  channel: fc.constantFrom("web", "web", "web", "service", "store", "email"),
  event_type: fc.constantFrom(
    "page_viewed",
    "page_viewed",
    "product_viewed",
    "cart_added",
    "order_completed",
    "ticket_solved",
    "custom",
    "profile_updated",
  ),
  vendor_event: fc.constantFrom(undefined, undefined, "Tilaus valmis", "wish > list"),
  direction: fc.constantFrom("inbound" as const, "inbound" as const, "inbound" as const, "outbound" as const),
  source: fc.constantFrom("shop", "care"),
  sequence: fc.constantFrom(0, 0, 1),
  item: fc.constantFrom(undefined, "/p/1", "/q/2", "a%b"),
  value: fc.constantFrom(undefined, undefined, "12.50", "-3.10", "0.00"),
  currency: fc.constantFrom(undefined, "EUR", "EUR", "SEK"),
  is_bot: fc.constantFrom(undefined, undefined, undefined, true),
});

const eventsOf = (
  name: string,
  drawn: readonly (typeof event extends fc.Arbitrary<infer Value> ? Value : never)[],
): ShopperEvent[] => {
  let seconds = 0;
  return drawn.map(({ pause, is_bot, ...given }, index) => {
    seconds += pause;
    const time = new Date(Date.UTC(2026, 0, 1, 10) + seconds * 1000).toISOString();
    const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    return {
      at: time.slice(5, 19).replace("T", " "),
      event_id: `${name}${(index * 7) % 10}${index}`,
      ...(is_bot === undefined ? {} : { properties: { bot: is_bot } }),
      ...present,
    };
  });
};

/** Up to three shoppers of up to nine events each. */
export const randomShoppers: fc.Arbitrary<Shopper[]> = fc
  .array(fc.record({ isKnown: fc.boolean(), events: fc.array(event, { maxLength: 9 }) }), {
    minLength: 1,
    maxLength: 3,
  })
  .map((drawn) =>
    drawn.map(({ isKnown, events }, index) => {
      const name = `s${index}`;
      return { name, isKnown, events: eventsOf(name, events) };
    }),
  );

/** The shoppers of so many worlds in one store: nobody of one is known in another. */
export const shoppersOfWorlds = (worlds: number): fc.Arbitrary<Shopper[]> =>
  fc.array(randomShoppers, { minLength: worlds, maxLength: worlds }).map((drawn) =>
    drawn.flatMap((shoppers, world) =>
      shoppers.map(({ name, events, ...rest }) => ({
        ...rest,
        name: `w${world}${name}`,
        events: events.map((given) => ({ ...given, event_id: `w${world}${given.event_id}` })),
      })),
    ),
  );

const conditions: readonly Readonly<Record<string, string | readonly string[]>>[] = [
  { event_type: "order_completed" },
  { event_type: ["product_viewed", "page_viewed"] },
  { event_type: "cart_added" },
  { event_type: "page_viewed" },
  { channel: "service" },
  { item: "/p/*" },
  { vendor_event: "Tilaus valmis" },
  { step_label: "web/*" },
  {},
];
const condition = fc.constantFrom(...conditions);

const funnel = fc.record({
  steps: fc.array(condition, { minLength: 2, maxLength: 4 }),
  window_seconds: fc.constantFrom(1, 60 * minute, 2 * day, 40 * day),
});

/** What stands in the configuration of such a world. */
export const randomAnalyses: fc.Arbitrary<Record<string, unknown>> = fc
  .record({
    goal: condition,
    start: condition,
    first: funnel,
    second: funnel,
    maxSteps: fc.constantFrom(1, 2, 10),
    hasLabel: fc.boolean(),
    when: condition.filter((drawn) => !("step_label" in drawn)),
  })
  .map(({ goal, start, first, second, maxSteps, hasLabel, when }) => ({
    sources: [
      {
        name: "shop",
        connector: "polku/events",
        files: "shop/*.ndjson",
        events: { "Tilaus valmis": "order_completed" },
      },
      { name: "care", connector: "polku/events", files: "care/*.ndjson", channel: "service" },
    ],
    sessions: { gap_minutes: 30, channel_gap_minutes: { service: 240 } },
    labels: hasLabel ? [{ when, label: "a > > b" }] : [],
    exclude: [{ "properties.bot": true }],
    paths: { max_steps: maxSteps },
    journeys: [
      { name: "purchase", goal: { event_type: "order_completed" }, idle_days: 30 },
      { name: "other", start, goal, idle_days: 1 },
    ],
    funnels: [
      { name: "ordered", ...first },
      { name: "tied", ...second, ties: "convert" },
      { name: "tied-too", ...first, ties: "convert" },
    ],
  }));
