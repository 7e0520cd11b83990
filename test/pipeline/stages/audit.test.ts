import { afterEach, describe, expect, it } from "vitest";
import { audit } from "../../../pipeline/stages/audit.ts";
import { ShopperStore } from "../../world/shopper-store.ts";
import { page, type ShopperEvent } from "../../world/shoppers.ts";

let store: ShopperStore;
afterEach(() => store.close());

const kronor = Array.from({ length: 7 }, (_, index): ShopperEvent =>
  page(`01-01 10:0${index}`, `k${index}`, { value: "5", currency: "SEK" }),
);

describe("audit", () => {
  it("warns of touchpoints in another currency with their number and a few examples", async () => {
    store = await ShopperStore.built([{ name: "a", isKnown: true, events: kronor }], "03-31 08:00");
    const results = await audit(store.context);
    const warning = results.find(({ name }) => name === "assert_one_currency");
    expect(warning).toMatchObject({ severity: "warn", rows: 7 });
    expect(warning?.examples).toHaveLength(5);
    expect(warning?.examples[0]).toEqual({ source: "shop", event_id: "k0", currency: "SEK" });
    expect(results.filter(({ severity, rows }) => severity === "stop" && rows > 0)).toEqual([]);
  });

  it("stops for everything else, and asks every question once", async () => {
    store = await ShopperStore.built([], "03-31 08:00");
    const results = await audit(store.context);
    expect(results.filter(({ severity }) => severity === "warn").map(({ name }) => name)).toEqual([
      "assert_one_currency",
    ]);
    const names = results.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
    expect(names).toContain("int_sessions_unique_profile_key_session_number");
  });

  it("says which audit cannot be asked", async () => {
    store = await ShopperStore.built([], "03-31 08:00");
    await store.run("drop table int_sessions");
    await expect(audit(store.context)).rejects.toMatchObject({
      code: "model_failed",
      details: { model: expect.stringMatching(/^(assert|int|fct)_/) as string },
    });
  });
});
