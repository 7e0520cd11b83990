import { afterEach, describe, expect, it } from "vitest";
import { ShopperStore } from "../../world/shopper-store.ts";
import { page, type Shopper, type ShopperEvent } from "../../world/shoppers.ts";

let store: ShopperStore;
afterEach(() => store.close());

const of = (...events: readonly ShopperEvent[]): Shopper => ({ name: "outi", isKnown: true, events });

const built = async (shoppers: readonly Shopper[]): Promise<void> => {
  store = await ShopperStore.built(shoppers, "12-31 00:00");
};

const most = { value: "9999999999999999.99" };

describe("sums of values", () => {
  it("of sessions are exact up to what is published, and null beyond", async () => {
    await built([
      of(...["00", "01", "02"].map((minute) => page(`01-01 10:${minute}`, `a${minute}`, most))),
      {
        name: "muu",
        isKnown: true,
        events: [
          page("01-01 10:00", "b", most),
          page("01-01 10:01", "c", { value: "9999999999999999.98" }),
          page("01-01 10:02", "d", { value: "-9999999999999999.99" }),
        ],
      },
    ]);
    expect(await store.rows("select value from int_sessions order by session_key")).toEqual([
      { value: null },
      { value: "9999999999999999.98" },
    ]);
    expect(await store.lines("select value from events where event_id = 'a01'")).toEqual([most.value]);
  });

  it("of journeys are null beyond what is published", async () => {
    const goal = { ...most, event_type: "order_completed" };
    await built([of(page("01-01 10:00", "a", most), page("01-01 12:00", "b", goal))]);
    expect(await store.rows("select touchpoints, value from int_journeys")).toEqual([
      { touchpoints: 2, value: null },
    ]);
    expect(await store.rows("select value from int_sessions order by session_key")).toEqual([most, most]);
  });
});
