import { afterEach, describe, expect, it } from "vitest";
import { ShopperStore, shopperConfig } from "../../world/shopper-store.ts";
import { page, type ShopperEvent } from "../../world/shoppers.ts";

let store: ShopperStore;
afterEach(() => store.close());

const view = (at: string, id: string, name: number): ShopperEvent =>
  page(at, id, { event_type: "custom", vendor_event: `v${name}` });

const built = async (events: readonly ShopperEvent[], maxSteps: number): Promise<void> => {
  const config = shopperConfig({ paths: { max_steps: maxSteps } });
  store = await ShopperStore.built([{ name: "outi", isKnown: true, events }], "12-31 00:00", config);
};

describe("int_journey_paths", () => {
  it.each([
    [3, "web/page_viewed > web/cart_added > web/page_viewed"],
    [2, "web/page_viewed > web/cart_added > …"],
    [1, "web/page_viewed > …"],
    [15, "web/page_viewed > web/cart_added > web/page_viewed"],
    [16, "web/page_viewed > web/cart_added > web/page_viewed"],
    [17, "web/page_viewed > web/cart_added > web/page_viewed"],
  ])("with max_steps %i is %s", async (maxSteps, path) => {
    await built(
      [
        page("01-01 10:00", "a"),
        page("01-01 10:01", "b", { event_type: "cart_added" }),
        page("01-01 10:02", "c"),
      ],
      maxSteps,
    );
    expect(await store.rows("select path from fct_paths")).toEqual([{ path }]);
  });

  it.each([15, 16, 20])("of many steps and labels stands in order with max_steps %i", async (maxSteps) => {
    const events = Array.from({ length: 18 }, (_, index) =>
      page(`01-01 10:${10 + index}`, `e${index}`, {
        event_type: "custom",
        vendor_event: `v${(index * 5) % 7}`,
      }),
    );
    await built(events, maxSteps);
    const labels = events.map(({ vendor_event }) => `web/${vendor_event}`);
    const path = [...labels.slice(0, maxSteps), ...(maxSteps < labels.length ? ["…"] : [])].join(" > ");
    expect(await store.lines("select path from fct_paths")).toEqual([path]);
  });

  it("is right with more labels than a byte can tell apart", async () => {
    const events = Array.from({ length: 300 }, (_, index) =>
      page(`01-01 ${10 + Math.floor(index / 60)}:${String(index % 60).padStart(2, "0")}`, `e${index}`, {
        event_type: "custom",
        vendor_event: `v${index}`,
      }),
    );
    await built(events, 3);
    expect(await store.lines("select path from fct_paths")).toEqual(["web/v0 > web/v1 > web/v2 > …"]);
  });

  it("is one path for all journeys that took it, whenever the dictionary of labels outgrew a byte", async () => {
    const early = [view("01-01 10:00", "a", 0), view("01-01 10:01", "b", 1)];
    await built(early, 3);
    const wide = Array.from({ length: 300 }, (_, index) =>
      view(
        `01-05 ${10 + Math.floor(index / 60)}:${String(index % 60).padStart(2, "0")}`,
        `w${index}`,
        index + 2,
      ),
    );
    await store.add({ name: "wide", isKnown: true, events: wide });
    await store.add({
      name: "late",
      isKnown: true,
      events: [view("01-06 10:00", "c", 0), view("01-06 10:01", "d", 1)],
    });
    await store.build("12-31 00:00", { isFull: false });
    expect(await store.lines("select path, journeys from fct_paths order by path_rank")).toEqual([
      "web/v0 > web/v1 | 2",
      "web/v2 > web/v3 > web/v4 > … | 1",
    ]);
  });
});
