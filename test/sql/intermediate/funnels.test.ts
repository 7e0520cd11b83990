import { afterEach, describe, expect, it } from "vitest";
import { ShopperStore, shopperConfig } from "../../world/shopper-store.ts";
import { page, type Shopper, type ShopperEvent } from "../../world/shoppers.ts";

let store: ShopperStore;
afterEach(() => store.close());

const of = (...events: readonly ShopperEvent[]): Shopper => ({ name: "outi", isKnown: true, events });

const viewed = { event_type: "product_viewed" };
const added = { event_type: "cart_added" };
const bought = { event_type: "order_completed" };

interface Given {
  readonly steps?: readonly Readonly<Record<string, string>>[];
  readonly ties?: "order" | "convert";
}

const built = async (
  shopper: Shopper,
  { steps = [viewed, added, bought], ties = "order" }: Given = {},
): Promise<void> => {
  const funnels = [{ name: "buy", window_seconds: 3600, steps, ties }];
  store = await ShopperStore.built([shopper], "12-31 00:00", shopperConfig({ journeys: [], funnels }));
};

/** The times of the steps that the best attempt reached. */
const reached = async (): Promise<unknown[]> => {
  const rows = await store.rows(
    "select strftime(reached_at, '%H:%M') as reached from int_funnel_profile_steps order by step_number",
  );
  return rows.map((row) => row["reached"]);
};

const attempts = (): Promise<unknown> =>
  store.rows(
    "select strftime(started_at, '%H:%M') as started, steps_reached from int_funnel_attempts order by attempt_position",
  );

describe("a funnel", () => {
  it("is walked in order, whatever lies between", async () => {
    await built(
      of(
        page("01-01 09:59", "z", added),
        page("01-01 10:00", "a", viewed),
        page("01-01 10:01", "b", bought),
        page("01-01 10:02", "c", added),
        page("01-01 10:03", "d"),
        page("01-01 10:04", "e", bought),
      ),
    );
    expect(await reached()).toEqual(["10:00", "10:02", "10:04"]);
  });

  it("counts what comes exactly a window after the first step, and nothing later", async () => {
    await built(of(page("01-01 10:00", "a", viewed), page("01-01 11:00", "b", added)));
    expect(await reached()).toEqual(["10:00", "11:00"]);
    store.close();
    await built(of(page("01-01 10:00", "a", viewed), page("01-01 11:00:01", "b", added)));
    expect(await reached()).toEqual(["10:00"]);
  });

  it("measures the window from the first step, not from the one before", async () => {
    await built(
      of(page("01-01 10:00", "a", viewed), page("01-01 10:40", "b", added), page("01-01 11:10", "c", bought)),
    );
    expect(await reached()).toEqual(["10:00", "10:40"]);
  });

  it("takes every first step as an attempt, the best of them, and the earliest of equally good ones", async () => {
    await built(
      of(
        page("01-01 08:00", "a", viewed),
        page("01-01 08:30", "b", added),
        page("01-01 10:00", "c", viewed),
        page("01-01 10:05", "d", viewed),
        page("01-01 10:10", "e", added),
        page("01-01 10:20", "f", bought),
        page("01-01 12:00", "g", viewed),
      ),
    );
    expect(await attempts()).toEqual([
      { started: "08:00", steps_reached: 2 },
      { started: "10:00", steps_reached: 3 },
      { started: "10:05", steps_reached: 3 },
      { started: "12:00", steps_reached: 1 },
    ]);
    expect(await reached()).toEqual(["10:00", "10:10", "10:20"]);
    expect(
      await store.rows(
        "select steps_reached, strftime(last_started_at, '%H:%M') as latest from int_funnel_profiles",
      ),
    ).toEqual([{ steps_reached: 3, latest: "10:05" }]);
  });

  it("needs different touchpoints for steps that ask for the same", async () => {
    await built(of(page("01-01 10:00", "a", viewed), page("01-01 10:01", "b", viewed)), {
      steps: [viewed, viewed, viewed],
    });
    expect(await reached()).toEqual(["10:00", "10:01"]);
  });

  it("does not see what the company did", async () => {
    await built(
      of(page("01-01 10:00", "a", viewed), page("01-01 10:01", "b", { ...added, direction: "outbound" })),
    );
    expect(await reached()).toEqual(["10:00"]);
  });

  it("has no attempt where nobody took step 1", async () => {
    await built(of(page("01-01 10:00", "a", added)));
    expect(await attempts()).toEqual([]);
  });
});

describe("touchpoints of one instant", () => {
  const tied = of(
    page("01-01 10:00", "c", viewed),
    page("01-01 10:00", "b", added),
    page("01-01 10:00", "a", bought),
  );

  it("stand in canonical order", async () => {
    await built(tied);
    expect(await reached()).toEqual(["10:00"]);
  });

  it("stand in any order with ties: convert", async () => {
    await built(tied, { ties: "convert" });
    expect(await reached()).toEqual(["10:00", "10:00", "10:00"]);
  });

  it("are used once each with ties: convert", async () => {
    await built(of(page("01-01 10:00", "a", viewed), page("01-01 10:00", "b", viewed)), {
      steps: [viewed, viewed, viewed],
      ties: "convert",
    });
    expect(await reached()).toEqual(["10:00", "10:00"]);
  });

  it("leave a step to the touchpoint that can take no other, with ties: convert", async () => {
    await built(
      of(
        page("01-01 10:00", "a", { ...viewed, item: "/sale" }),
        page("01-01 10:00", "b", viewed),
        page("01-01 10:30", "c", bought),
      ),
      { steps: [viewed, { item: "/sale" }, bought], ties: "convert" },
    );
    expect(await reached()).toEqual(["10:00", "10:00", "10:30"]);
  });

  it("go on where an earlier instant stopped, with ties: convert", async () => {
    await built(
      of(
        page("01-01 10:00", "a", viewed),
        page("01-01 10:30", "c", added),
        page("01-01 10:30", "b", bought),
        page("01-01 10:30", "d", viewed),
      ),
      { ties: "convert" },
    );
    expect(await reached()).toEqual(["10:00", "10:30", "10:30"]);
    expect(await attempts()).toEqual([
      { started: "10:00", steps_reached: 3 },
      { started: "10:30", steps_reached: 3 },
    ]);
  });
});
