import { afterAll, describe, expect, it } from "vitest";
import { listMarts } from "../../pipeline/warehouse/models/marts.ts";
import { ShopperStore, shopperConfig } from "../world/shopper-store.ts";
import { aino, eino, everyShopper, page, type Shopper, type ShopperEvent, unto } from "../world/shoppers.ts";

// Nothing below changes a store that was built from shoppers: tests of the same ones share it.
const stores = new Map<string, Promise<ShopperStore>>();
afterAll(async () => {
  for (const one of stores.values()) (await one).close();
});

let store: ShopperStore;

const built = async (
  shoppers: readonly Shopper[],
  given: Readonly<Record<string, unknown>> = {},
  dataEnd = "03-31 08:00",
): Promise<void> => {
  const name = JSON.stringify([shoppers, given, dataEnd]);
  const known = stores.get(name) ?? ShopperStore.built(shoppers, dataEnd, shopperConfig(given));
  stores.set(name, known);
  store = await known;
};

const opened = (...config: Parameters<typeof ShopperStore.open>): Promise<ShopperStore> => {
  const own = ShopperStore.open(...config);
  stores.set(`own ${stores.size}`, own);
  return own;
};

const of = (name: string, ...events: readonly ShopperEvent[]): Shopper => ({ name, isKnown: true, events });

const cart = { event_type: "cart_added" };
const checkout = {
  name: "checkout",
  window_days: 14,
  steps: [{ event_type: "page_viewed" }, cart, { event_type: "order_completed" }],
};

describe("the worked example", () => {
  it("gives sessions as the contract draws them", async () => {
    await built([aino]);
    const sessions = await store.lines(
      `select session_id, session_number, started_at, duration_seconds, touchpoints, channel_path, value
       from fct_sessions order by session_number`,
    );
    expect(sessions).toEqual([
      "shop:e1 | 1 | 2026-01-01T10:00:00.000Z | 600 | 2 | web | -",
      "shop:e3 | 2 | 2026-01-01T10:40:00.000Z | 0 | 1 | web | -",
      "shop:e5 | 3 | 2026-01-02T09:00:00.000Z | 0 | 1 | service | -",
      "shop:e6 | 4 | 2026-01-03T11:00:00.000Z | 0 | 1 | store | 40.50",
      "shop:e7 | 5 | 2026-03-01T08:00:00.000Z | 0 | 1 | web | -",
    ]);
  });

  it("gives touchpoints their sessions, and outbound ones none", async () => {
    await built([aino]);
    const touchpoints = await store.lines(
      "select event_id, session_id, matched_namespace from fct_touchpoints order by touchpoint_number",
    );
    expect(touchpoints).toEqual([
      "e1 | shop:e1 | email",
      "e2 | shop:e1 | email",
      "e3 | shop:e3 | email",
      "e4 | - | email",
      "e5 | shop:e5 | email",
      "e6 | shop:e6 | email",
      "e7 | shop:e7 | email",
    ]);
  });

  it("gives two journeys, the second open", async () => {
    await built([aino]);
    const journeys = await store.lines(
      `select journey_id, journey_number, duration_seconds, outcome, touchpoints, steps, sessions, channels,
              channel_path, last_step_label, value
       from fct_journeys order by journey_number`,
    );
    expect(journeys).toEqual([
      "purchase:shop:e1 | 1 | 176400 | converted | 5 | 4 | 4 | 3 | web > service > store | store/order_completed | 40.50",
      "purchase:shop:e7 | 2 | 0 | open | 1 | 1 | 1 | 1 | web | web/page_viewed | -",
    ]);
  });

  it("gives four steps in the first journey", async () => {
    await built([aino]);
    const steps = await store.lines(
      `select step_number, step_label, touchpoints, seconds_from_previous, is_last_step, is_goal
       from fct_journey_steps where journey_id = 'purchase:shop:e1' order by step_number`,
    );
    expect(steps).toEqual([
      "1 | web/page_viewed | 2 | - | false | false",
      "2 | web/cart_added | 1 | 1800 | false | false",
      "3 | service/call_received | 1 | 80400 | false | false",
      "4 | store/order_completed | 1 | 93600 | true | true",
    ]);
  });

  it("gives three drop-offs and the open one", async () => {
    await built([aino]);
    const dropOffs = await store.lines(
      `select step_label, channel, drop_off_kind, next_channel, drop_offs, journeys, profiles, median_seconds_until_next
       from fct_drop_offs order by median_seconds_until_next`,
    );
    expect(dropOffs).toEqual([
      "web/page_viewed | web | continued_later | web | 1 | 1 | 1 | 1800",
      "web/cart_added | web | continued_elsewhere | service | 1 | 1 | 1 | 80400",
      "service/call_received | service | continued_elsewhere | store | 1 | 1 | 1 | 93600",
      "web/page_viewed | web | open | - | 1 | 1 | 1 | -",
    ]);
  });

  it("gives the profile", async () => {
    await built([aino]);
    expect(await store.rows("select * from dim_profiles")).toEqual([
      {
        profile_id: "p_aino",
        is_known: true,
        first_seen_at: "2026-01-01T10:00:00.000Z",
        last_seen_at: "2026-03-01T08:00:00.000Z",
        identifiers: 1,
        person_identifiers: 1,
        touchpoints: 7,
        inbound_touchpoints: 6,
        sessions: 5,
        channels: 3,
        first_channel: "web",
        last_channel: "web",
      },
    ]);
  });
});

describe("fct_path_transitions", () => {
  it("lets as much flow out of a label as into it, with times between steps only", async () => {
    await built([aino, eino]);
    const flows = await store.lines(
      `select from_label, to_label, transitions, journeys, profiles, mean_seconds, median_seconds, p90_seconds
       from fct_path_transitions where 'web/cart_added' in (from_label, to_label) or from_label = '(start)'
       order by from_label, to_label`,
    );
    expect(flows).toEqual([
      "(start) | web/page_viewed | 3 | 3 | 2 | - | - | -",
      "web/cart_added | (dropped) | 1 | 1 | 1 | - | - | -",
      "web/cart_added | service/call_received | 1 | 1 | 1 | 80400 | 80400 | 80400",
      "web/page_viewed | web/cart_added | 2 | 2 | 2 | 1050 | 1050 | 1650",
    ]);
  });
});

describe("fct_paths", () => {
  const counts = "path_rank, path, steps, journeys, share, converted, dropped, open, conversion_rate";

  it("ranks by journeys, then by path, and shares what there is", async () => {
    await built([aino, eino, unto, of("urho", page("01-08 10:00", "r1", cart))]);
    expect(await store.lines(`select ${counts} from fct_paths order by path_rank`)).toEqual([
      "1 | web/cart_added | 1 | 2 | 0.4 | 0 | 2 | 0 | 0",
      "2 | web/page_viewed | 1 | 1 | 0.2 | 0 | 0 | 1 | 0",
      "3 | web/page_viewed > web/cart_added | 2 | 1 | 0.2 | 0 | 1 | 0 | 0",
      "4 | web/page_viewed > web/cart_added > service/call_received > store/order_completed | 4 | 1 | 0.2 | 1 | 0 | 0 | 1",
    ]);
  });

  it("puts journeys that differ beyond max_steps on one path", async () => {
    const shoppers = ["cart_viewed", "order_completed"].map((event_type, index) =>
      of(
        `s${index}`,
        page("01-01 10:00", `a${index}`),
        page("01-01 10:01", `b${index}`, cart),
        page("01-01 10:02", `c${index}`, { event_type }),
      ),
    );
    await built(shoppers, { paths: { max_steps: 2 } });
    expect(await store.lines("select path, steps, journeys, converted from fct_paths")).toEqual([
      "web/page_viewed > web/cart_added > … | 2 | 2 | 1",
    ]);
  });
});

describe("fct_drop_off_points", () => {
  it("counts a visit once for a label, however often it comes back to it", async () => {
    const events = [page("01-01 10:00", "1"), page("01-01 10:01", "2", cart), page("01-01 10:02", "3")];
    await built([of("a", ...events, page("01-02 10:00", "4"))]);
    const points = await store.lines(
      `select step_label, visits_reached, journeys_reached, profiles_reached, drop_offs, drop_off_rate,
              continued_elsewhere, continued_later, came_back, identity_lost, gone, open
       from fct_drop_off_points order by step_label`,
    );
    expect(points).toEqual([
      "web/cart_added | 1 | 1 | 1 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0",
      "web/page_viewed | 2 | 1 | 1 | 2 | 1 | 0 | 1 | 0 | 0 | 1 | 0",
    ]);
  });
});

describe("fct_funnel_steps", () => {
  it("divides the profiles of each step into went on, dropped and open", async () => {
    await built(everyShopper, { funnels: [checkout] }, "02-15 10:00");
    const steps = await store.lines(
      `select step_number, step_label, profiles, went_on, dropped, open, conversion_from_previous,
              round(conversion_from_first, 3) as conversion_from_first, median_seconds_from_previous
       from fct_funnel_steps order by step_number`,
    );
    expect(steps).toEqual([
      "1 | page_viewed | 3 | 2 | 1 | 0 | - | 1 | -",
      "2 | cart_added | 2 | 1 | 1 | 0 | 0.6666666666666666 | 0.667 | 1350",
      "3 | order_completed | 1 | 1 | 0 | 0 | 0.5 | 0.333 | 174000",
    ]);
  });

  it.each([
    ["01-19 09:59:59", 1],
    ["01-19 10:00", 0],
  ])("keeps a profile open until its window is over: with an end at %s %i", async (dataEnd, open) => {
    await built([eino], { funnels: [checkout] }, dataEnd);
    expect(await store.rows("select dropped, open from fct_funnel_steps where step_number = 2")).toEqual([
      { dropped: 1 - open, open },
    ]);
  });

  it("has its rows where nobody came, without dividing by nobody", async () => {
    await built([unto], { funnels: [checkout] });
    const steps = await store.lines(
      `select step_label, profiles, went_on, conversion_from_previous, conversion_from_first
       from fct_funnel_steps order by step_number`,
    );
    expect(steps).toEqual([
      "page_viewed | 0 | 0 | - | -",
      "cart_added | 0 | 0 | - | -",
      "order_completed | 0 | 0 | - | -",
    ]);
  });
});

describe("ingest_accounting", () => {
  it("says which stored events are nobody's, future or excluded", async () => {
    store = await opened(shopperConfig({ exclude: [{ item: "/bot" }] }));
    const events = [
      page("01-01 10:00", "1"),
      page("01-01 10:01", "2", { item: "/bot" }),
      page("05-01 10:00", "3"),
    ];
    await store.add(of("a", ...events));
    await store.store(page("01-01 10:00", "4"));
    await store.store(page("05-01 10:00", "5", { item: "/bot" }));
    await store.build("03-31 08:00");
    const accounts = await store.lines(
      `select run_id, source, origin, records, mapped, received, stored, unattributed, future, excluded, bytes
       from ingest_accounting`,
    );
    expect(accounts).toEqual(["run-1 | shop | file | 5 | 5 | 5 | 5 | 1 | 2 | 2 | 45"]);
  });
});

describe("quarantine", () => {
  it("publishes the place and reason of a record, not its bytes, and hides no table of the store", async () => {
    store = await opened();
    await store.run(
      `insert into quarantine (run_id, source, origin, position, reason, record, shape, is_record)
       values ('run-1', 'shop', 'file', 3, 'not_json', 'x'::blob, 'line', true)`,
    );
    await store.build("03-31 08:00");
    const mart = (await listMarts(store.context.warehouse.writer)).find(({ name }) => name === "quarantine");
    expect(await store.lines(mart?.query ?? "")).toEqual(["shop | file | 3 | not_json | - | - | run-1 | 1"]);
    expect(await store.lines("select shape from quarantine")).toEqual(["line"]);
  });
});

describe("dim_profiles", () => {
  it("sees a profile to which no event belongs by the events that carry its identifiers", async () => {
    store = await opened();
    await store.add(of("a"));
    await store.run(
      `insert into identifier_facts by name
       select 1 as identifier_key, 1 as events, timestamp '2026-01-05' as first_seen_at,
              timestamp '2026-01-06' as last_seen_at, 1 as first_event_key, false as is_verified,
              true as is_person`,
    );
    await store.build("03-31 08:00");
    expect(await store.lines("select first_seen_at, last_seen_at, touchpoints from dim_profiles")).toEqual([
      "2026-01-05T00:00:00.000Z | 2026-01-06T00:00:00.000Z | 0",
    ]);
  });
});
