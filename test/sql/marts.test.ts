import { afterEach, describe, expect, it } from "vitest";
import { listMarts } from "../../pipeline/warehouse/models/marts.ts";
import { publishedTables } from "../rules/tables.ts";
import { ShopperStore, shopperConfig } from "../world/shopper-store.ts";
import { aino, eino, everyShopper, page, type Shopper, type ShopperEvent, unto } from "../world/shoppers.ts";

let store: ShopperStore;
afterEach(() => store.close());

const built = async (
  shoppers: readonly Shopper[],
  given: Readonly<Record<string, unknown>> = {},
  dataEnd = "03-31 08:00",
): Promise<void> => {
  store = await ShopperStore.built(shoppers, dataEnd, shopperConfig(given));
};

const of = (name: string, ...events: readonly ShopperEvent[]): Shopper => ({ name, isKnown: true, events });

const checkout = {
  name: "checkout",
  window_days: 14,
  steps: [{ event_type: "page_viewed" }, { event_type: "cart_added" }, { event_type: "order_completed" }],
};

const types = {
  text: "VARCHAR",
  bigint: "BIGINT",
  double: "DOUBLE",
  money: "DECIMAL(18,2)",
  time: "TIMESTAMP WITH TIME ZONE",
  boolean: "BOOLEAN",
} as const;

const ours = publishedTables.filter(({ name }) => !/^(identity_|dim_profile_identifiers)/.test(name));

const shapes = async (): Promise<Record<string, Record<string, string>>> => {
  const marts = await listMarts(store.context.warehouse.writer);
  const found: Record<string, Record<string, string>> = {};
  for (const { name, query } of marts) {
    const columns = await store.rows(`describe ${query}`);
    found[name] = Object.fromEntries(columns.map((row) => [row["column_name"], row["column_type"]]));
  }
  return found;
};

describe("every mart", () => {
  it.each([
    ["journeys and funnels", { funnels: [checkout] }, everyShopper],
    ["nothing configured", { journeys: [] }, everyShopper],
    ["nothing stored", {}, []],
  ])("has the columns and types of the contract with %s", async (_name, given, shoppers) => {
    await built(shoppers, given);
    const found = await shapes();
    for (const { name, columns } of ours) {
      const wanted = Object.fromEntries(
        Object.entries(columns).map(([column, type]) => [column, types[type]]),
      );
      expect({ name, ...found[name] }).toMatchObject({ name, ...wanted });
    }
  });

  it("says what it is and what every column means", async () => {
    await built([]);
    for (const { comment, columnComments } of await listMarts(store.context.warehouse.writer)) {
      expect([comment, ...Object.values(columnComments)]).not.toContain("");
    }
  });

  it("writes its comments into the store too", async () => {
    await built([aino]);
    expect(await store.rows("select comment from duckdb_tables() where table_name = 'fct_paths'")).toEqual([
      { comment: "the paths that journeys took, and how they ended." },
    ]);
    expect(
      await store.rows(
        "select comment from duckdb_columns() where table_name = 'fct_touchpoints' and column_name = 'channel'",
      ),
    ).toEqual([{ comment: "where the event happened; the source's channel setting wins" }]);
  });
});

describe("the worked example", () => {
  it("gives sessions as the contract draws them", async () => {
    await built([aino]);
    expect(
      await store.rows(
        "select session_id, session_number, duration_seconds, touchpoints, channel_path, value from fct_sessions order by session_number",
      ),
    ).toEqual([
      {
        session_id: "shop:e1",
        session_number: 1,
        duration_seconds: 600,
        touchpoints: 2,
        channel_path: "web",
        value: null,
      },
      {
        session_id: "shop:e3",
        session_number: 2,
        duration_seconds: 0,
        touchpoints: 1,
        channel_path: "web",
        value: null,
      },
      {
        session_id: "shop:e5",
        session_number: 3,
        duration_seconds: 0,
        touchpoints: 1,
        channel_path: "service",
        value: null,
      },
      {
        session_id: "shop:e6",
        session_number: 4,
        duration_seconds: 0,
        touchpoints: 1,
        channel_path: "store",
        value: "40.50",
      },
      {
        session_id: "shop:e7",
        session_number: 5,
        duration_seconds: 0,
        touchpoints: 1,
        channel_path: "web",
        value: null,
      },
    ]);
  });

  it("gives touchpoints their sessions, and outbound ones none", async () => {
    await built([aino]);
    expect(
      await store.rows("select event_id, session_id from fct_touchpoints order by touchpoint_number"),
    ).toEqual([
      { event_id: "e1", session_id: "shop:e1" },
      { event_id: "e2", session_id: "shop:e1" },
      { event_id: "e3", session_id: "shop:e3" },
      { event_id: "e4", session_id: null },
      { event_id: "e5", session_id: "shop:e5" },
      { event_id: "e6", session_id: "shop:e6" },
      { event_id: "e7", session_id: "shop:e7" },
    ]);
  });

  it("gives two journeys, the second open", async () => {
    await built([aino]);
    expect(
      await store.rows(
        "select journey_id, journey_number, duration_seconds, outcome, touchpoints, steps, sessions, channels, channel_path, last_step_label, value from fct_journeys order by journey_number",
      ),
    ).toEqual([
      {
        journey_id: "purchase:shop:e1",
        journey_number: 1,
        duration_seconds: 176_400,
        outcome: "converted",
        touchpoints: 5,
        steps: 4,
        sessions: 4,
        channels: 3,
        channel_path: "web > service > store",
        last_step_label: "store/order_completed",
        value: "40.50",
      },
      {
        journey_id: "purchase:shop:e7",
        journey_number: 2,
        duration_seconds: 0,
        outcome: "open",
        touchpoints: 1,
        steps: 1,
        sessions: 1,
        channels: 1,
        channel_path: "web",
        last_step_label: "web/page_viewed",
        value: null,
      },
    ]);
  });

  it("gives four steps in the first journey", async () => {
    await built([aino]);
    expect(
      await store.rows(
        "select step_number, step_label, touchpoints, seconds_from_previous, is_last_step, is_goal from fct_journey_steps where journey_id = 'purchase:shop:e1' order by step_number",
      ),
    ).toEqual([
      {
        step_number: 1,
        step_label: "web/page_viewed",
        touchpoints: 2,
        seconds_from_previous: null,
        is_last_step: false,
        is_goal: false,
      },
      {
        step_number: 2,
        step_label: "web/cart_added",
        touchpoints: 1,
        seconds_from_previous: 1800,
        is_last_step: false,
        is_goal: false,
      },
      {
        step_number: 3,
        step_label: "service/call_received",
        touchpoints: 1,
        seconds_from_previous: 80_400,
        is_last_step: false,
        is_goal: false,
      },
      {
        step_number: 4,
        step_label: "store/order_completed",
        touchpoints: 1,
        seconds_from_previous: 93_600,
        is_last_step: true,
        is_goal: true,
      },
    ]);
  });

  it("gives three drop-offs and the open one", async () => {
    await built([aino]);
    expect(
      await store.rows(
        "select step_label, drop_off_kind, next_channel, drop_offs, median_seconds_until_next from fct_drop_offs order by median_seconds_until_next",
      ),
    ).toEqual([
      {
        step_label: "web/page_viewed",
        drop_off_kind: "continued_later",
        next_channel: "web",
        drop_offs: 1,
        median_seconds_until_next: 1800,
      },
      {
        step_label: "web/cart_added",
        drop_off_kind: "continued_elsewhere",
        next_channel: "service",
        drop_offs: 1,
        median_seconds_until_next: 80_400,
      },
      {
        step_label: "service/call_received",
        drop_off_kind: "continued_elsewhere",
        next_channel: "store",
        drop_offs: 1,
        median_seconds_until_next: 93_600,
      },
      {
        step_label: "web/page_viewed",
        drop_off_kind: "open",
        next_channel: null,
        drop_offs: 1,
        median_seconds_until_next: null,
      },
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
    expect(
      await store.rows(
        "select from_label, to_label, transitions, journeys, profiles, mean_seconds, p90_seconds from fct_path_transitions where 'web/cart_added' in (from_label, to_label) or '(start)' = from_label order by from_label, to_label",
      ),
    ).toEqual([
      {
        from_label: "(start)",
        to_label: "web/page_viewed",
        transitions: 3,
        journeys: 3,
        profiles: 2,
        mean_seconds: null,
        p90_seconds: null,
      },
      {
        from_label: "web/cart_added",
        to_label: "(dropped)",
        transitions: 1,
        journeys: 1,
        profiles: 1,
        mean_seconds: null,
        p90_seconds: null,
      },
      {
        from_label: "web/cart_added",
        to_label: "service/call_received",
        transitions: 1,
        journeys: 1,
        profiles: 1,
        mean_seconds: 80_400,
        p90_seconds: 80_400,
      },
      {
        from_label: "web/page_viewed",
        to_label: "web/cart_added",
        transitions: 2,
        journeys: 2,
        profiles: 2,
        mean_seconds: 1050,
        p90_seconds: 1650,
      },
    ]);
  });
});

const tail = (name: string, last: string): Shopper =>
  of(
    name,
    page("01-01 10:00", `${name}1`),
    page("01-01 10:01", `${name}2`, { event_type: "cart_added" }),
    page("01-01 10:02", `${name}3`, { event_type: last }),
  );

describe("fct_paths", () => {
  it("ranks by journeys, then by path, and shares what there is", async () => {
    await built([
      aino,
      eino,
      unto,
      { ...unto, name: "urho", events: [page("01-08 10:00", "r1", { event_type: "cart_added" })] },
    ]);
    expect(
      await store.rows(
        "select path_rank, path, steps, journeys, share, dropped, open, conversion_rate from fct_paths order by path_rank",
      ),
    ).toEqual([
      {
        path_rank: 1,
        path: "web/cart_added",
        steps: 1,
        journeys: 2,
        share: 0.4,
        dropped: 2,
        open: 0,
        conversion_rate: 0,
      },
      {
        path_rank: 2,
        path: "web/page_viewed",
        steps: 1,
        journeys: 1,
        share: 0.2,
        dropped: 0,
        open: 1,
        conversion_rate: 0,
      },
      {
        path_rank: 3,
        path: "web/page_viewed > web/cart_added",
        steps: 2,
        journeys: 1,
        share: 0.2,
        dropped: 1,
        open: 0,
        conversion_rate: 0,
      },
      {
        path_rank: 4,
        path: "web/page_viewed > web/cart_added > service/call_received > store/order_completed",
        steps: 4,
        journeys: 1,
        share: 0.2,
        dropped: 0,
        open: 0,
        conversion_rate: 1,
      },
    ]);
  });

  it("puts journeys that differ beyond max_steps on one path", async () => {
    await built([tail("a", "cart_viewed"), tail("b", "order_completed")], { paths: { max_steps: 2 } });
    expect(await store.rows("select path, steps, journeys, converted from fct_paths")).toEqual([
      { path: "web/page_viewed > web/cart_added > …", steps: 2, journeys: 2, converted: 1 },
    ]);
  });
});

describe("fct_drop_off_points", () => {
  it("counts a visit once for a label, however often it comes back to it", async () => {
    const cart = { event_type: "cart_added" };
    await built([
      of(
        "a",
        page("01-01 10:00", "1"),
        page("01-01 10:01", "2", cart),
        page("01-01 10:02", "3"),
        page("01-02 10:00", "4"),
      ),
    ]);
    expect(
      await store.rows("select * exclude (journey_name) from fct_drop_off_points order by step_label"),
    ).toEqual([
      {
        step_label: "web/cart_added",
        visits_reached: 1,
        journeys_reached: 1,
        profiles_reached: 1,
        drop_offs: 0,
        drop_off_rate: 0,
        continued_elsewhere: 0,
        continued_later: 0,
        came_back: 0,
        identity_lost: 0,
        gone: 0,
        open: 0,
      },
      {
        step_label: "web/page_viewed",
        visits_reached: 2,
        journeys_reached: 1,
        profiles_reached: 1,
        drop_offs: 2,
        drop_off_rate: 1,
        continued_elsewhere: 0,
        continued_later: 1,
        came_back: 0,
        identity_lost: 0,
        gone: 1,
        open: 0,
      },
    ]);
  });
});

describe("fct_funnel_steps", () => {
  it("divides the profiles of each step into went on, dropped and open", async () => {
    await built(everyShopper, { funnels: [checkout] }, "02-15 10:00");
    expect(
      await store.rows(
        "select * exclude (funnel_name, step_label) from fct_funnel_steps order by step_number",
      ),
    ).toEqual([
      {
        step_number: 1,
        profiles: 3,
        went_on: 2,
        dropped: 1,
        open: 0,
        conversion_from_previous: null,
        conversion_from_first: 1,
        median_seconds_from_previous: null,
      },
      {
        step_number: 2,
        profiles: 2,
        went_on: 1,
        dropped: 1,
        open: 0,
        conversion_from_previous: 2 / 3,
        conversion_from_first: 2 / 3,
        median_seconds_from_previous: 1350,
      },
      {
        step_number: 3,
        profiles: 1,
        went_on: 1,
        dropped: 0,
        open: 0,
        conversion_from_previous: 0.5,
        conversion_from_first: 1 / 3,
        median_seconds_from_previous: 174_000,
      },
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
    expect(
      await store.rows(
        "select step_label, profiles, conversion_from_previous, conversion_from_first from fct_funnel_steps order by step_number",
      ),
    ).toEqual([
      { step_label: "page_viewed", profiles: 0, conversion_from_previous: null, conversion_from_first: null },
      { step_label: "cart_added", profiles: 0, conversion_from_previous: null, conversion_from_first: null },
      {
        step_label: "order_completed",
        profiles: 0,
        conversion_from_previous: null,
        conversion_from_first: null,
      },
    ]);
  });
});

describe("ingest_accounting", () => {
  it("says which stored events are nobody's, future or excluded", async () => {
    store = await ShopperStore.open(shopperConfig({ exclude: [{ item: "/bot" }] }));
    await store.add(
      of("a", page("01-01 10:00", "1"), page("01-01 10:01", "2", { item: "/bot" }), page("05-01 10:00", "3")),
    );
    await store.store(page("01-01 10:00", "4"));
    await store.store(page("05-01 10:00", "5", { item: "/bot" }));
    await store.build("03-31 08:00");
    expect(
      await store.rows(
        "select run_id, source, origin, records, stored, unattributed, future, excluded, bytes from ingest_accounting",
      ),
    ).toEqual([
      {
        run_id: "run-1",
        source: "shop",
        origin: "file",
        records: 5,
        stored: 5,
        unattributed: 1,
        future: 2,
        excluded: 2,
        bytes: 45,
      },
    ]);
  });
});

describe("quarantine", () => {
  it("publishes the place and reason of a record, not its bytes, and hides no table of the store", async () => {
    store = await ShopperStore.open();
    await store.run(
      `insert into quarantine (run_id, source, origin, position, reason, detail, event_id, record, shape, is_record)
       values ('run-1', 'shop', 'file', 3, 'not_json', null, null, 'x'::blob, 'line', true)`,
    );
    await store.build("03-31 08:00");
    const mart = (await listMarts(store.context.warehouse.writer)).find(({ name }) => name === "quarantine");
    expect(await store.rows(mart?.query ?? "")).toEqual([
      {
        source: "shop",
        origin: "file",
        position: 3,
        reason: "not_json",
        detail: null,
        event_id: null,
        run_id: "run-1",
        quarantine_id: 1,
      },
    ]);
    expect(await store.rows("select shape from quarantine")).toEqual([{ shape: "line" }]);
  });
});

describe("dim_profiles", () => {
  it("sees a profile to which no event belongs by the events that carry its identifiers", async () => {
    store = await ShopperStore.open();
    await store.add(of("a"));
    await store.run(
      `insert into identifier_facts by name
       select 1 as identifier_key, 1 as events, timestamp '2026-01-05' as first_seen_at,
              timestamp '2026-01-06' as last_seen_at, 1 as first_event_key, false as is_verified,
              true as is_person`,
    );
    await store.build("03-31 08:00");
    expect(await store.rows("select first_seen_at, last_seen_at, touchpoints from dim_profiles")).toEqual([
      { first_seen_at: "2026-01-05T00:00:00.000Z", last_seen_at: "2026-01-06T00:00:00.000Z", touchpoints: 0 },
    ]);
  });
});
