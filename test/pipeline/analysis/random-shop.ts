// A published snapshot of a small random shop, and the same touchpoints as plain lists: stitched as the snapshot says,
// unstitched as each event says itself.
import fc from "fast-check";
import { plainText } from "../../../pipeline/warehouse/plain-value.ts";
import type { PlainTouchpoint, PlainWorld } from "../../oracle/analyses/plain-paths.ts";
import { Playground } from "../../property/playground.ts";
import { arrivalsOf, type NeutralRecord, neutralSettings } from "../../world/neutral.ts";

const gapMinutes = 30;
const idleDays = 2;
const goal = { event_type: "order_completed" };

const settings = neutralSettings({
  journeys: [
    { name: "purchase", goal, idle_days: idleDays },
    {
      name: "care",
      start: { channel: "service" },
      goal: { event_type: "ticket_solved" },
      idle_days: idleDays,
    },
  ],
  funnels: [{ name: "buying", window_days: 3, steps: [{ event_type: "page_viewed" }, goal] }],
  sessions: { gap_minutes: gapMinutes },
  paths: { max_steps: 4 },
});

const kinds = [
  ["web", "page_viewed", "/p/1"],
  ["web", "page_viewed", "/p/2/"],
  ["web", "cart_added", "a > b"],
  ["store", "order_completed", "'; drop table kinds; --"],
  ["service", "ticket_created", null],
  ["service", "ticket_solved", "<b>é漢"],
] as const;

const start = Date.parse("2026-01-05T00:00:00Z");

const eventArbitrary = fc.record({
  person: fc.integer({ min: 0, max: 9 }),
  /** Gaps of exactly half an hour, several events of one instant, and days of silence all come up. */
  slot: fc.integer({ min: 0, max: 400 }),
  kind: fc.constantFrom(...kinds),
  carries: fc.constantFrom("user", "device", "both", "both", "mail"),
  device: fc.integer({ min: 0, max: 1 }),
});

interface RandomEvent {
  readonly person: number;
  readonly slot: number;
  readonly kind: (typeof kinds)[number];
  readonly carries: string;
  readonly device: number;
}

const identifiersOf = ({ person, carries, device }: RandomEvent): Record<string, string> => {
  const user = { user_id: `user-${String(person)}` };
  // Two persons share each device.
  const phone = { device_id: `device-${String(person >> 1)}-${String(device)}` };
  if (carries === "user") return user;
  if (carries === "device") return phone;
  return carries === "both" ? { ...user, ...phone } : { ...user, email: `p${String(person)}@example.com` };
};

const unitOf = (event: RandomEvent): string => {
  const { device_id: device, email, user_id: user } = identifiersOf(event);
  return device ?? email ?? user ?? "";
};

const atOf = ({ slot }: RandomEvent): number => start + slot * 15 * 60_000;

const recordOf = (event: RandomEvent, place: number): NeutralRecord => {
  const [channel, event_type, item] = event.kind;
  return {
    event_id: `e${String(place).padStart(5, "0")}`,
    channel,
    event_type,
    occurred_at: new Date(atOf(event)).toISOString(),
    identifiers: identifiersOf(event),
    ...(item === null ? {} : { item }),
    properties: { size: event.slot % 3 === 0 ? "large" : "small" },
  };
};

const touchpointOf = (event: RandomEvent, person: string): PlainTouchpoint => {
  const [channel, event_type, item] = event.kind;
  return { person, at: atOf(event), channel, event_type, step_label: `${channel}/${event_type}`, item };
};

export interface RandomShop {
  readonly config: string;
  readonly playground: Playground;
  readonly stitched: PlainWorld;
  readonly unstitched: PlainWorld;
}

/** Of one instant events stand in the order of their ids, which is that of their places. */
const ordered = (events: readonly RandomEvent[], personOf: (place: number) => string): PlainTouchpoint[] => {
  const places = [...events.keys()].toSorted((left, right) => {
    const [a, b] = [personOf(left), personOf(right)];
    if (a !== b) return a < b ? -1 : 1;
    const [one, other] = [events[left], events[right]];
    return one === undefined || other === undefined ? 0 : atOf(one) - atOf(other) || left - right;
  });
  return places.flatMap((place) => {
    const event = events[place];
    return event === undefined ? [] : [touchpointOf(event, personOf(place))];
  });
};

/** Runs a shop of so many events. Remove its playground after use. */
export const publishRandomShop = async (seed: number, count: number): Promise<RandomShop> => {
  const [events = []] = fc.sample(
    fc.array(eventArbitrary, { minLength: count, maxLength: count, size: "max" }),
    {
      seed,
      numRuns: 1,
    },
  );
  const playground = Playground.create(settings);
  playground.write("1", arrivalsOf(events.map(recordOf)));
  const { data_end } = await playground.run();
  const rows = await playground.rows("select event_id, profile_id from fct_touchpoints");
  const profileOf = new Map(rows.map((row) => [plainText(row["event_id"]), plainText(row["profile_id"])]));
  const base = {
    gapMinutes,
    journey: { goal, idleMinutes: idleDays * 24 * 60 },
    dataEnd: Date.parse(data_end ?? ""),
    maxSteps: 4,
  };
  const profileAt = (place: number): string => profileOf.get(`e${String(place).padStart(5, "0")}`) ?? "";
  const unitAt = (place: number): string => {
    const event = events[place];
    return event === undefined ? "" : unitOf(event);
  };
  return {
    config: playground.config,
    playground,
    stitched: { ...base, touchpoints: ordered(events, profileAt) },
    unstitched: { ...base, touchpoints: ordered(events, unitAt) },
  };
};
