import { truncate } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { loadTouchpoints, type Touchpoints } from "../../../../pipeline/analysis/source/load-touchpoints.ts";
import { identities, withSource } from "../../../../pipeline/analysis/source/open-source.ts";
import { unstitchedPlaces } from "../../../../pipeline/analysis/source/columns/persons-of-rows.ts";
import { funnelTouchpoints } from "../../../../pipeline/analysis/funnels/funnel-touchpoints.ts";
import { funnelDefinition } from "../../../../models/analyses/funnel-definition.ts";
import { loadConfig } from "../../../../pipeline/config.ts";
import { paths, PolkuError } from "../../../../pipeline/index.ts";
import { publishRandomShop, type RandomShop } from "../random-shop.ts";

let shop: RandomShop;
beforeAll(async () => {
  shop = await publishRandomShop(11, 240);
});
afterAll(() => shop.playground.remove());

const plain = (touchpoints: Touchpoints): unknown => {
  const { person, at, kind, item, isSessionStart, place, rowOfPlace, words } = touchpoints;
  return { person, at, kind, item, isSessionStart, place, rowOfPlace, words };
};

it.each(identities)("bare columns hold what the table of touchpoints holds: %s", async (identity) => {
  const conditions = [{ channel: "web" }, { item: "/p/*" }, { "properties.size": "large" }];
  await withSource(await loadConfig(shop.config), { identity }, async (source) => {
    expect(source.columns?.length).toBe(9);
    const bare = plain(await loadTouchpoints(source, conditions));
    expect(bare).toEqual(plain(await loadTouchpoints({ ...source, columns: undefined }, conditions)));
  });
});

it("a funnel takes the same of them from the one as from the other", async () => {
  const definition = funnelDefinition.parse({
    name: "f",
    steps: [{ item: "/p/*" }, { "properties.size": "large" }, { event_type: "order_completed" }],
    window_days: 3,
  });
  const narrow = { ...definition, steps: definition.steps.slice(2) };
  await withSource(await loadConfig(shop.config), {}, async (source) => {
    for (const asked of [definition, narrow]) {
      const bare = await funnelTouchpoints(source, asked, false);
      expect(bare.person.length).toBeGreaterThan(0);
      expect(bare).toEqual(await funnelTouchpoints({ ...source, columns: undefined }, asked, false));
    }
  });
});

it("places the rows of a unit that strays over profiles by time and stored order", () => {
  const [unit, at] = [Int32Array.of(5, 2, 5, 2, 5, 5), Float64Array.of(3, 1, 9, 2, 3, 1)];
  const places = unstitchedPlaces(unit, at, Int32Array.of(0, 2, 4, 5), Int32Array.of(3, 4, 2, 1));
  expect([...places]).toEqual([1, 3, 5, 4, 0, 2]);
});

it("says which file of a damaged snapshot is short", async () => {
  const folder = join(shop.playground.folder, "workspace/snapshots/current/analysis/columns");
  await truncate(join(folder, "at"), 16);
  const asked = paths({ config: shop.config, definition: {} });
  await expect(asked).rejects.toThrow(PolkuError);
  await expect(asked).rejects.toMatchObject({ code: "snapshot_damaged" });
});
