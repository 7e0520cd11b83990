// A published workspace of a few people, of whom each is missing in some number for a reason of their own.
import { Playground } from "../../../property/playground.ts";
import { arrivalsOf, type NeutralRecord, neutralSettings } from "../../../world/neutral.ts";

export const view = "web/page_viewed";
export const cart = "web/cart_added";
export const order = "web/order_completed";
export const search = "web/search_performed";
export const ticket = "service/ticket_created";

/** Journeys, paths and funnels in which everybody is missing for a reason of their own. */
const settings = neutralSettings({
  engine: { threads: 1, memory_limit: "512MB" },
  sessions: { gap_minutes: 30 },
  journeys: [
    { name: "buy", start: { channel: "web" }, goal: { event_type: "order_completed" }, idle_days: 3 },
  ],
  paths: { definitions: [{ name: "shop", max_steps: 3 }] },
  funnels: [
    { name: "checkout", window_days: 1, steps: [view, cart, order], exclusions: [{ when: search }] },
    { name: "strict", window_days: 1, order: "strict", steps: [view, cart] },
    { name: "any", window_days: 1, order: "unordered", steps: [view, ticket] },
    { name: "optional", steps: [view, { any: [search], optional: true }, order] },
  ],
});

/** Day, time of day and step of each touchpoint of a person. The data end with the last of February. */
const people: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  buyer: [
    ["01-05 10:00", view],
    ["01-05 10:01", cart],
    ["01-05 10:02", order],
  ],
  viewer: [["01-05 10:00", view]],
  early: [
    ["01-05 10:00", cart],
    ["01-05 10:01", view],
  ],
  late: [
    ["01-05 10:00", view],
    ["01-07 10:00", cart],
  ],
  searcher: [
    ["01-05 10:00", view],
    ["01-05 10:01", search],
    ["01-05 10:02", cart],
  ],
  caller: [["01-05 10:00", ticket]],
  asker: [
    ["01-05 10:00", view],
    ["01-05 10:05", ticket],
    ["01-05 10:10", cart],
    ["01-20 10:00", ticket],
  ],
  newcomer: [["02-28 23:00", view]],
  regular: [
    ["01-05 10:00", view],
    ["01-05 15:00", view],
    ["01-20 10:00", view],
  ],
};

const records = Object.entries(people).flatMap(([person, touchpoints]) =>
  touchpoints.map(([time, step], place): NeutralRecord => {
    const [channel, event_type] = step.split("/");
    const occurred_at = `2026-${time.replace(" ", "T")}:00Z`;
    return {
      event_id: `${person}-${String(place)}`,
      channel,
      event_type,
      occurred_at,
      identifiers: { user_id: person },
    };
  }),
);

/** Event ids begin with the name of their person. Remove the playground after use. */
export const publishFewPeople = async (): Promise<Playground> => {
  const playground = Playground.create(settings);
  playground.write("1", arrivalsOf(records));
  await playground.run("2026-02-28T23:30:00Z");
  return playground;
};
