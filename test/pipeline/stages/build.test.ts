import * as fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import type { Config } from "../../../models/config.ts";
import { audit } from "../../../pipeline/stages/audit.ts";
import { listMarts } from "../../../pipeline/warehouse/models/marts.ts";
import { loadModels } from "../../../pipeline/warehouse/models.ts";
import { plainText } from "../../../pipeline/warehouse/plain-value.ts";
import { randomAnalyses, shoppersOfWorlds } from "../../world/random-shoppers.ts";
import { ShopperStore, shopperConfig } from "../../world/shopper-store.ts";
import { aino, eino, everyShopper, page, type Shopper, unto, veli } from "../../world/shoppers.ts";
import { differingMarts, expectLawful } from "./build-laws.ts";

const stores: ShopperStore[] = [];
afterEach(() => {
  for (const store of stores.splice(0)) store.close();
});

const opened = async (config?: Config): Promise<ShopperStore> => {
  const store = await ShopperStore.open(config);
  stores.push(store);
  return store;
};

const built = async (
  shoppers: readonly Shopper[],
  dataEnd: string,
  config?: Config,
): Promise<ShopperStore> => {
  const store = await ShopperStore.built(shoppers, dataEnd, config);
  stores.push(store);
  return store;
};

describe("build", () => {
  it("computes dirty profiles alone, and empties their list", async () => {
    const store = await built([aino, eino], "03-31 08:00");
    await store.run("update int_sessions set later_channels = 'kept' where profile_key = 1");
    await store.add({ ...eino, events: [page("01-05 10:06", "n3", { event_type: "order_completed" })] });
    const result = await store.build("03-31 08:00", { isFull: false });
    expect(result.isFull).toBe(false);
    expect(result.models.find(({ name }) => name === "int_touchpoints")?.rows).toBe(3);
    expect(await store.rows("select count(*) as rows from dirty_profiles")).toEqual([{ rows: 0 }]);
    expect(
      await store.rows(
        "select profile_key, count(*) filter (where later_channels = 'kept') as kept from int_sessions group by all order by all",
      ),
    ).toEqual([
      { profile_key: 1, kept: 5 },
      { profile_key: 2, kept: 0 },
    ]);
    expect(await store.rows("select outcome from fct_journeys where profile_id = 'p_eino'")).toEqual([
      { outcome: "converted" },
    ]);
  });

  it("computes everything where nothing was built yet, or other models built it", async () => {
    const store = await opened();
    await store.add(aino);
    expect((await store.build("03-31 08:00", { isFull: false })).isFull).toBe(true);
    expect((await store.build("03-31 08:00", { isFull: false })).isFull).toBe(false);
    await store.run("update store_meta set value = 'another program' where key = 'models'");
    expect((await store.build("03-31 08:00", { isFull: false })).isFull).toBe(true);
  });

  it("forgets a profile that is no more", async () => {
    const store = await built([aino, unto], "03-31 08:00");
    await store.run(
      "delete from belongings where profile_key = 2; delete from profiles where profile_key = 2; insert into dirty_profiles values (2)",
    );
    await store.build("03-31 08:00", { isFull: false });
    expect(await store.rows("select distinct profile_id from fct_journeys")).toEqual([
      { profile_id: "p_aino" },
    ]);
    expect((await audit(store.context)).filter(({ rows }) => rows > 0)).toEqual([]);
  });

  it("says which model failed, without a value, and leaves the store as it was", async () => {
    const store = await built([aino], "03-31 08:00");
    await store.run("alter table events rename column item to thing");
    await expect(store.build("03-31 08:00")).rejects.toMatchObject({
      code: "model_failed",
      details: { model: "int_events_named" },
    });
    expect(await store.rows("select count(*) as rows from fct_paths")).toEqual([{ rows: 2 }]);
  });

  it("keeps every model that reads its neighbours streaming, so that physical order is what it sees", async () => {
    const store = await built([aino], "03-31 08:00");
    const models = await loadModels(store.context.warehouse.writer);
    const ordered = models.filter(({ sql }) => /(lag|lead)\([^)]*\) over \(\)/.test(sql));
    expect(ordered.map(({ name }) => name)).toContain("int_journey_touchpoints");
    for (const { name, sql, kind } of ordered) {
      if (kind === "view") continue;
      await store.run(
        "create or replace temp macro cfg_journey() as {definition_key: 1::integer, start_mask: null::ubigint, goal_mask: 1::ubigint, idle_microseconds: 1::bigint}",
      );
      await store.scratch();
      const plan = (await store.rows(`explain (format json) ${sql}`))
        .map((row) => plainText(row["explain_value"]))
        .join();
      const sorting = plan.match(/"WINDOW"/g)?.length ?? 0;
      expect({ name, isStreaming: plan.includes('"STREAMING_WINDOW"') }).toEqual({ name, isStreaming: true });
      expect(sorting, name).toBeLessThanOrEqual(sql.match(/partition by/g)?.length ?? 0);
    }
  });
});

/** Worlds that share a store, run by run: a world alone, and many for little more. Long tests draw many configurations. */
const crowds = (worlds: readonly number[]) =>
  worlds.map((count, index) => [count, { numRuns: 1, seed: index + 1, endOnFailure: true }] as const);

describe("on random shoppers, build", () => {
  it("gives every table the oracle gives, and breaks no law", async () => {
    const ends = fc.constantFrom("01-01 10:30", "01-02 10:00", "01-31 10:00", "02-15 00:00", "12-31 00:00");
    for (const [worlds, parameters] of crowds([1, 20, 30])) {
      const property = fc.asyncProperty(
        shoppersOfWorlds(worlds),
        randomAnalyses,
        ends,
        (shoppers, analysis, end) => expectLawful(shoppers, shopperConfig(analysis), end),
      );
      await fc.assert(property, parameters);
    }
  });

  it("gives the same for dirty profiles as for all, whatever comes and however the end moves", async () => {
    const ends = fc.array(fc.constantFrom("01-01 10:30", "01-02 10:00", "01-31 10:00", "03-15 00:00"), {
      minLength: 2,
      maxLength: 3,
    });
    for (const [worlds, parameters] of crowds([1, 50])) {
      const property = fc.asyncProperty(
        shoppersOfWorlds(worlds),
        randomAnalyses,
        ends,
        async (shoppers, analysis, dataEnds) => {
          expect(await differingMarts(shoppers, shopperConfig(analysis), dataEnds)).toEqual([]);
        },
      );
      await fc.assert(property, parameters);
    }
  });
});

describe("every mart", () => {
  it("is the same after each shopper on their own as after all at once", async () => {
    const config = shopperConfig({
      funnels: [{ name: "buy", steps: [{ event_type: "page_viewed" }, { event_type: "order_completed" }] }],
    });
    const one = await opened(config);
    for (const shopper of [veli, ...everyShopper.filter((other) => other !== veli)]) {
      await one.add(shopper);
      await one.build("03-31 08:00", { isFull: false });
    }
    const all = await built([veli, ...everyShopper.filter((other) => other !== veli)], "03-31 08:00", config);
    for (const { name, query } of await listMarts(one.context.warehouse.writer)) {
      expect({ name, rows: await one.rows(`${query} order by all`) }).toEqual({
        name,
        rows: await all.rows(`${query} order by all`),
      });
    }
  });
});
