import { afterEach, describe, expect, it } from "vitest";
import { ShopperStore, shopperConfig } from "../../world/shopper-store.ts";
import { aino, everyShopper, page, type Shopper, type ShopperEvent, veli } from "../../world/shoppers.ts";

let store: ShopperStore;
afterEach(() => store.close());

const of = (...events: readonly ShopperEvent[]): Shopper => ({ name: "outi", isKnown: true, events });

const built = async (
  shoppers: readonly Shopper[],
  given: Readonly<Record<string, unknown>> = {},
  dataEnd = "12-31 00:00",
): Promise<void> => {
  store = await ShopperStore.built(shoppers, dataEnd, shopperConfig(given));
};

const order = { event_type: "order_completed" };

/** Journeys as `name: steps = outcome`, in order of profile, name and number. */
const journeys = async (): Promise<unknown[]> => {
  const rows = await store.rows(
    `select journey_name || ': ' || coalesce(int_journey_paths.path, int_path_labels.path) || ' = ' || outcome as journey
     from int_journey_outcomes
     inner join int_journey_paths using (definition_key, journey_key)
     left join int_path_labels using (first_steps, later_steps)
     order by int_journey_outcomes.profile_key, journey_name, journey_number`,
  );
  return rows.map((row) => row["journey"]);
};

describe("a journey", () => {
  it("ends with the goal, and the next begins after it", async () => {
    await built([veli]);
    expect(await journeys()).toEqual([
      "purchase: web/page_viewed > web/order_completed = converted",
      "purchase: web/order_completed = converted",
      "purchase: web/order_refunded = dropped",
    ]);
  });

  it("lasts through a silence of exactly idle_days and not a microsecond more", async () => {
    await built([
      of(page("01-01 10:00", "a"), page("01-31 10:00", "b"), page("03-02 10:00:00.001", "c", order)),
    ]);
    expect(await journeys()).toEqual([
      "purchase: web/page_viewed = dropped",
      "purchase: web/order_completed = converted",
    ]);
  });

  it.each([
    ["01-31 10:00", "open"],
    ["01-31 10:00:01", "dropped"],
  ])("is, with an end of data at %s, %s", async (dataEnd, outcome) => {
    await built([of(page("01-01 10:00", "a"))], {}, dataEnd);
    expect(await journeys()).toEqual([`purchase: web/page_viewed = ${outcome}`]);
  });

  it("counts half days of silence", async () => {
    await built([of(page("01-01 00:00", "a"), page("01-01 12:00", "b"), page("01-02 00:00:01", "c"))], {
      journeys: [{ name: "short", goal: order, idle_days: 0.5 }],
    });
    expect(await journeys()).toEqual([
      "short: web/page_viewed = dropped",
      "short: web/page_viewed = dropped",
    ]);
  });

  it("begins with the first touchpoint that fits start; what comes before belongs to none", async () => {
    const service = { channel: "service", event_type: "call_received" };
    const solved = { channel: "service", event_type: "ticket_solved" };
    await built(
      [
        of(
          page("01-01 10:00", "a"),
          page("01-01 10:01", "b", { ...solved, channel: "web" }),
          page("01-01 10:02", "c"),
          page("01-01 10:03", "d", service),
          page("01-01 10:04", "e"),
          page("01-01 10:05", "f", service),
          page("01-01 10:06", "g", solved),
          page("01-01 10:07", "h"),
          page("01-20 10:07", "i"),
          page("01-20 10:08", "j", service),
        ),
      ],
      {
        journeys: [
          {
            name: "care",
            start: { channel: "service" },
            goal: { event_type: "ticket_solved" },
            idle_days: 14,
          },
        ],
      },
    );
    expect(await journeys()).toEqual([
      "care: service/call_received > web/page_viewed > service/call_received > service/ticket_solved = converted",
      "care: service/call_received = dropped",
    ]);
    expect(await store.rows("select event_id from int_journeys order by event_id")).toEqual([
      { event_id: "d" },
      { event_id: "j" },
    ]);
  });

  it("can begin and end with one touchpoint that fits both start and goal", async () => {
    await built([of(page("01-01 10:00", "a", order), page("01-01 10:01", "b", order))], {
      journeys: [{ name: "one", start: order, goal: order }],
    });
    expect(await journeys()).toEqual([
      "one: web/order_completed = converted",
      "one: web/order_completed = converted",
    ]);
  });

  it("is made for each definition on its own", async () => {
    await built([aino, veli], {
      journeys: [
        { name: "purchase", goal: order },
        { name: "call", goal: { event_type: "call_received" } },
        { name: "never", start: { channel: "mail" }, goal: order },
      ],
    });
    expect(await journeys()).toEqual([
      "call: web/page_viewed > web/cart_added > service/call_received = converted",
      "call: store/order_completed = dropped",
      "call: web/page_viewed = dropped",
      "purchase: web/page_viewed > web/cart_added > service/call_received > store/order_completed = converted",
      "purchase: web/page_viewed = dropped",
      "call: web/page_viewed > web/order_completed > web/order_refunded = dropped",
      "purchase: web/page_viewed > web/order_completed = converted",
      "purchase: web/order_completed = converted",
      "purchase: web/order_refunded = dropped",
    ]);
  });

  it("is closed by the end of data that an event of another profile moves", async () => {
    await built([of(page("01-01 10:00", "a"))], {}, "01-20 00:00");
    await store.add({ name: "muu", isKnown: false, events: [page("02-20 10:00", "b")] });
    await store.build("02-20 10:00", { isFull: false });
    expect(await journeys()).toEqual([
      "purchase: web/page_viewed = dropped",
      "purchase: web/page_viewed = open",
    ]);
  });
});

describe("int_journeys", () => {
  it("sums exact decimals, and has no value where none counts", async () => {
    const cents = { value: "0.10", currency: "EUR" };
    await built([
      of(
        ...["00", "01", "02"].map((minute) => page(`01-01 10:${minute}`, `a${minute}`, cents)),
        page("01-01 10:03", "b", order),
        page("01-01 10:04", "c", { value: "5", currency: "SEK" }),
      ),
    ]);
    expect(await store.rows("select value from int_journeys order by journey_number")).toEqual([
      { value: "0.30" },
      { value: null },
    ]);
  });

  it("counts sessions, and channels in their order", async () => {
    await built([aino]);
    const journeysFound = await store.lines(
      `select touchpoints, steps, sessions, channels, channel_path, last_channel
       from fct_journeys order by journey_number`,
    );
    expect(journeysFound).toEqual([
      "5 | 4 | 4 | 3 | web > service > store | store",
      "1 | 1 | 1 | 1 | web | web",
    ]);
  });
});

describe("int_journey_steps", () => {
  it("collapses equal neighbours and measures from the last touchpoint of the step before", async () => {
    await built([
      of(
        page("01-01 10:00", "a"),
        page("01-01 10:00:30.900", "b"),
        page("01-01 10:01:30", "c", { event_type: "cart_added" }),
        page("01-01 10:02", "d"),
      ),
    ]);
    const steps = await store.lines(
      `select step_label, touchpoints, seconds_from_previous, is_last_step, is_goal
       from int_journey_steps inner join int_step_labels using (label_key) order by step_number`,
    );
    expect(steps).toEqual([
      "web/page_viewed | 2 | - | false | false",
      "web/cart_added | 1 | 59 | false | false",
      "web/page_viewed | 1 | 30 | true | false",
    ]);
  });

  it("takes the channel of a step's first touchpoint where a label spans channels", async () => {
    await built([of(page("01-01 10:00", "a", { channel: "email" }), page("01-01 10:01", "b"))], {
      labels: [{ when: {}, label: "any" }],
    });
    expect(await store.rows("select step_label, channel, touchpoints from fct_journey_steps")).toEqual([
      { step_label: "any", channel: "email", touchpoints: 2 },
    ]);
  });
});

describe("int_visits and int_visit_labels", () => {
  it("cut a journey where a session ends, and a session where a journey does", async () => {
    await built([
      veli,
      of(page("01-01 10:00", "a"), page("01-01 11:00", "b"), page("01-01 11:01", "c", order)),
    ]);
    expect(
      await store.rows(
        `select string_agg(step_label, ' ' order by step_label) as labels, is_goal_reached
         from int_visit_labels
         inner join int_step_labels using (label_key)
         inner join int_visits using (definition_key, journey_key, session_key)
         group by journey_key, session_key, is_goal_reached order by min(ended_at)`,
      ),
    ).toEqual([
      { labels: "web/page_viewed", is_goal_reached: false },
      { labels: "web/order_completed web/page_viewed", is_goal_reached: true },
      { labels: "web/order_completed web/page_viewed", is_goal_reached: true },
      { labels: "web/order_completed", is_goal_reached: true },
      { labels: "web/order_refunded", is_goal_reached: false },
    ]);
    expect(
      await store.rows("select count(*) as visits, count(distinct session_key) as sessions from int_visits"),
    ).toEqual([{ visits: 5, sessions: 3 }]);
  });
});

describe("int_drop_offs", () => {
  it("says what became of each visit without the goal", async () => {
    await built(everyShopper, {}, "03-31 08:00");
    const dropOffs = await store.lines(
      `select profile_id, step_label, drop_off_kind, channel as next_channel, seconds_until_next
       from int_drop_offs
       inner join profiles using (profile_key)
       inner join int_step_labels using (label_key)
       left join int_channels on next_channel_key = int_channels.channel_key
       order by profile_id, seconds_until_next`,
    );
    expect(dropOffs).toEqual([
      "p_aino | web/page_viewed | continued_later | web | 1800",
      "p_aino | web/cart_added | continued_elsewhere | service | 80400",
      "p_aino | service/call_received | continued_elsewhere | store | 93600",
      "p_aino | web/page_viewed | open | - | -",
      "p_eino | web/cart_added | gone | - | -",
      "p_helmi | web/cart_added | came_back | email | 6220800",
      "p_helmi | email/email_link_clicked | open | - | -",
      "p_unto | web/cart_added | identity_lost | - | -",
      "p_veli | web/order_refunded | gone | - | -",
    ]);
  });
});
