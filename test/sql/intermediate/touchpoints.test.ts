import { afterEach, describe, expect, it } from "vitest";
import { ShopperStore, shopperConfig } from "../../world/shopper-store.ts";
import { aino, page, type Shopper, type ShopperEvent } from "../../world/shoppers.ts";

let store: ShopperStore;
afterEach(() => store.close());

const of = (...events: readonly ShopperEvent[]): Shopper => ({ name: "outi", isKnown: true, events });

const built = async (
  shoppers: Shopper | readonly Shopper[],
  given: Readonly<Record<string, unknown>> = {},
  dataEnd = "12-31 00:00",
): Promise<void> => {
  const all = Array.isArray(shoppers) ? (shoppers as readonly Shopper[]) : [shoppers as Shopper];
  store = await ShopperStore.built(all, dataEnd, shopperConfig(given));
};

/** Sessions of the store as the event ids they hold. */
const sessions = async (): Promise<unknown[]> => {
  const rows = await store.rows(
    `select string_agg(event_id, ' ' order by touchpoint_number) as events
     from int_touchpoints inner join events using (event_key) where session_key is not null
     group by profile_key, session_key order by profile_key, min(touchpoint_number)`,
  );
  return rows.map((row) => row["events"]);
};

const types = (): Promise<unknown> =>
  store.rows("select event_id, event_type, step_label from int_events_named order by event_id");

describe("int_events_named", () => {
  const sources = [
    {
      name: "shop",
      connector: "polku/events",
      files: "x",
      events: {
        "Tilaus valmis": "order_completed",
        "TILAUS VALMIS": "order_cancelled",
        Nahty: "page_viewed",
      },
    },
    { name: "care", connector: "polku/events", files: "y", channel: "service", direction: "outbound" },
  ];

  it("gives a vendor's name its type: as written first, then in any case", async () => {
    const custom = { event_type: "custom" };
    await built(
      of(
        page("01-01 10:00", "a", { ...custom, vendor_event: "Tilaus valmis" }),
        page("01-01 10:01", "b", { ...custom, vendor_event: "TILAUS VALMIS" }),
        page("01-01 10:02", "c", { ...custom, vendor_event: "tilaus valmis" }),
        page("01-01 10:03", "d", { ...custom, vendor_event: "nahty" }),
        page("01-01 10:04", "e", { ...custom, vendor_event: "Muu > juttu" }),
        page("01-01 10:05", "f", custom),
      ),
      { sources },
    );
    expect(await types()).toEqual([
      { event_id: "a", event_type: "order_completed", step_label: "web/order_completed" },
      { event_id: "b", event_type: "order_cancelled", step_label: "web/order_cancelled" },
      { event_id: "c", event_type: "order_completed", step_label: "web/order_completed" },
      { event_id: "d", event_type: "page_viewed", step_label: "web/page_viewed" },
      { event_id: "e", event_type: "custom", step_label: "web/Muu ＞ juttu" },
      { event_id: "f", event_type: "custom", step_label: "web/custom" },
    ]);
  });

  it("gives the events of a source its channel and direction, and no name of another source", async () => {
    await built(
      of(page("01-01 10:00", "a", { source: "care", event_type: "custom", vendor_event: "Tilaus valmis" })),
      { sources },
    );
    expect(await store.rows("select channel, direction, event_type from int_events_named")).toEqual([
      { channel: "service", direction: "outbound", event_type: "custom" },
    ]);
  });

  it("labels by the first rule that fits, and never leaves a separator inside a label", async () => {
    await built(of(page("01-01 10:00", "a", { item: "/ohjeet/1" }), page("01-01 10:01", "b")), {
      labels: [
        { when: { item: "/ohjeet/*" }, label: "a > > b" },
        { when: { channel: "web" }, label: "web" },
      ],
    });
    expect(await types()).toEqual([
      { event_id: "a", event_type: "page_viewed", step_label: "a ＞ ＞ b" },
      { event_id: "b", event_type: "page_viewed", step_label: "web" },
    ]);
  });

  it("excludes by any condition, labels among them", async () => {
    await built(
      of(
        page("01-01 10:00", "a", { properties: { user_agent: "Googlebot" } }),
        page("01-01 10:01", "b"),
        page("01-01 10:02", "c", { event_type: "cart_added" }),
      ),
      { exclude: [{ "properties.user_agent": "*bot*" }, { step_label: "web/cart_*" }] },
    );
    expect(await store.rows("select event_id, is_excluded from int_events_named order by event_id")).toEqual([
      { event_id: "a", is_excluded: true },
      { event_id: "b", is_excluded: false },
      { event_id: "c", is_excluded: true },
    ]);
  });
});

describe("int_touchpoints", () => {
  it("leaves out what is excluded, later than the end, profile_updated, or nobody's", async () => {
    store = await ShopperStore.open(shopperConfig({ exclude: [{ item: "/bot" }] }));
    await store.add(
      of(
        page("01-01 10:00", "a"),
        page("01-01 10:01", "b", { item: "/bot" }),
        page("01-01 10:02", "c", { event_type: "profile_updated" }),
        page("02-01 00:00", "d"),
        page("02-01 00:00:01", "e"),
      ),
    );
    await store.store(page("01-01 10:00", "nobody"));
    await store.build("02-01 00:00");
    expect(
      await store.rows(
        "select event_id, touchpoint_number from int_touchpoints inner join events using (event_key) order by 2",
      ),
    ).toEqual([
      { event_id: "a", touchpoint_number: 1 },
      { event_id: "d", touchpoint_number: 2 },
    ]);
  });

  it("numbers each profile in order of time, sequence, source and event_id by bytes", async () => {
    const tied = "01-01 10:00";
    await built([
      of(
        page(tied, "b"),
        page(tied, "a", { source: "tills" }),
        page(tied, "ä"),
        page(tied, "B"),
        page(tied, "c", { sequence: 1, source: "care" }),
        page(tied, "z", { source: "care" }),
        page("01-01 09:59", "last-id"),
      ),
      { name: "muu", isKnown: false, events: [page(tied, "m")] },
    ]);
    const rows = await store.rows(
      "select string_agg(event_id, ' ' order by touchpoint_number) as events from int_touchpoints inner join events using (event_key) group by profile_key order by profile_key",
    );
    expect(rows).toEqual([{ events: "last-id z B b ä a c" }, { events: "m" }]);
  });

  it("counts a value in the workspace's currency only, and one without currency as in it", async () => {
    const order = { event_type: "order_completed", value: "10.00" };
    await built(
      of(
        page("01-01 10:00", "a", { ...order, currency: "SEK" }),
        page("01-01 10:01", "b", { ...order, currency: "EUR" }),
        page("01-01 10:02", "c", order),
        page("01-01 10:03", "d", { ...order, currency: "eur" }),
        page("01-01 10:04", "e"),
      ),
    );
    expect(
      await store.rows(
        "select value, counted_value from int_touchpoints inner join events using (event_key) order by event_id",
      ),
    ).toEqual([
      { value: "10.00", counted_value: null },
      { value: "10.00", counted_value: "10.00" },
      { value: "10.00", counted_value: "10.00" },
      { value: "10.00", counted_value: "10.00" },
      { value: null, counted_value: null },
    ]);
  });
});

describe("int_sessions", () => {
  it("ends where the next inbound touchpoint comes exactly a gap later, not a second earlier", async () => {
    await built(of(page("01-01 10:00", "a"), page("01-01 10:29:59", "b"), page("01-01 10:59:59", "c")));
    expect(await sessions()).toEqual(["a b", "c"]);
  });

  it("takes the gap of the earlier touchpoint's channel", async () => {
    const service = { channel: "service" };
    await built(
      of(
        page("01-01 10:00", "a", service),
        page("01-01 13:59:59", "b"),
        page("01-01 14:29:59", "c", service),
        page("01-01 18:29:59", "d"),
      ),
      { sessions: { gap_minutes: 30, channel_gap_minutes: { service: 240 } } },
    );
    expect(await sessions()).toEqual(["a b", "c", "d"]);
  });

  it("is neither ended nor kept alive by what the company sends", async () => {
    const sent = { channel: "email", event_type: "email_sent", direction: "outbound" as const };
    await built(
      of(
        page("01-01 09:00", "o", sent),
        page("01-01 10:00", "a"),
        page("01-01 10:20", "p", sent),
        page("01-01 10:25", "b"),
        page("01-01 10:50", "q", sent),
        page("01-01 10:55", "c"),
      ),
    );
    expect(await sessions()).toEqual(["a b", "c"]);
    expect(
      await store.rows("select touchpoints, channels from int_sessions order by session_number"),
    ).toEqual([
      { touchpoints: 2, channels: 1 },
      { touchpoints: 1, channels: 1 },
    ]);
  });

  it("does not run from one profile into the next", async () => {
    await built([
      of(page("01-01 10:00", "a")),
      { name: "muu", isKnown: false, events: [page("01-01 10:00", "b"), page("01-01 10:01", "c")] },
    ]);
    expect(await sessions()).toEqual(["a", "b c"]);
  });

  it("names its path by channels, first and last items, and the sum of values", async () => {
    await built(
      of(
        page("01-01 10:00", "a", { item: "/1" }),
        page("01-01 10:01", "b", { channel: "service", value: "1.10" }),
        page("01-01 10:02", "c", { channel: "service" }),
        page("01-01 10:03", "d", { value: "-0.10", currency: "EUR" }),
        page("01-01 10:04", "e", { channel: "store", value: "9", currency: "SEK", item: "/5" }),
      ),
    );
    expect(
      await store.rows("select channels, channel_path, entry_item, exit_item, value from fct_sessions"),
    ).toEqual([
      {
        channels: 3,
        channel_path: "web > service > web > store",
        entry_item: "/1",
        exit_item: "/5",
        value: "1.00",
      },
    ]);
  });

  it("has no value where no touchpoint has one that counts", async () => {
    await built(of(page("01-01 10:00", "a", { value: "9", currency: "SEK" })));
    expect(await store.rows("select value from int_sessions")).toEqual([{ value: null }]);
  });
});

describe("int_profile_activity", () => {
  it("sees a profile in events that are no touchpoints too, but counts them nowhere", async () => {
    await built(
      of(
        page("01-01 10:00", "a", { event_type: "profile_updated", channel: "crm", direction: "outbound" }),
        page("01-02 10:00", "b"),
        page("01-03 10:00", "c", { item: "/bot" }),
      ),
      { exclude: [{ item: "/bot" }] },
    );
    expect(
      await store.rows(
        "select * exclude (profile_key, first_channel_key, last_channel_key) from int_profile_activity",
      ),
    ).toEqual([
      {
        first_seen_at: "2026-01-01T10:00:00.000Z",
        last_seen_at: "2026-01-03T10:00:00.000Z",
        touchpoints: 1,
        inbound_touchpoints: 1,
        sessions: 1,
        channels: 1,
      },
    ]);
  });

  it("takes channels from inbound touchpoints alone", async () => {
    await built(aino);
    expect(
      await store.rows("select touchpoints, inbound_touchpoints, channels, first_channel from dim_profiles"),
    ).toEqual([{ touchpoints: 7, inbound_touchpoints: 6, channels: 3, first_channel: "web" }]);
  });
});
