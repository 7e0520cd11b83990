import { afterEach, describe, expect, it } from "vitest";
import { listMarts } from "../../../../pipeline/warehouse/models/marts.ts";
import { publishedTables } from "../../../rules/tables.ts";
import { ShopperStore, shopperConfig } from "../../../world/shopper-store.ts";
import { aino, everyShopper, type Shopper } from "../../../world/shoppers.ts";

let store: ShopperStore;
afterEach(() => store.close());

const built = async (
  shoppers: readonly Shopper[],
  given: Readonly<Record<string, unknown>> = {},
): Promise<void> => {
  store = await ShopperStore.built(shoppers, "03-31 08:00", shopperConfig(given));
};

const buy = { name: "buy", steps: [{ event_type: "page_viewed" }, { event_type: "order_completed" }] };

const types = {
  text: "VARCHAR",
  bigint: "BIGINT",
  double: "DOUBLE",
  money: "DECIMAL(18,2)",
  time: "TIMESTAMP WITH TIME ZONE",
  boolean: "BOOLEAN",
} as const;

const ours = publishedTables.filter(({ name }) => !/^(identity_|dim_profile_identifiers)/.test(name));

describe("every mart", () => {
  it.each([
    ["journeys and funnels", { funnels: [buy] }, everyShopper],
    ["nothing configured", { journeys: [] }, everyShopper],
    ["nothing stored", {}, []],
  ])("has the columns and types of the contract with %s", async (_name, given, shoppers) => {
    await built(shoppers, given);
    const marts = await listMarts(store.context.warehouse.writer);
    for (const { name, columns } of ours) {
      const mart = marts.find((one) => one.name === name);
      const described = await store.rows(`describe ${mart?.query ?? ""}`);
      const found = Object.fromEntries(described.map((row) => [row["column_name"], row["column_type"]]));
      const wanted = Object.fromEntries(
        Object.entries(columns).map(([column, type]) => [column, types[type]]),
      );
      expect({ name, ...found }).toMatchObject({ name, ...wanted });
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
    const comments = await store.lines(
      `select comment from duckdb_tables() where table_name = 'fct_paths'
       union all
       select comment from duckdb_columns() where table_name = 'int_sessions' and column_name = 'later_channels'`,
    );
    expect(comments).toEqual([
      "the paths that journeys took, and how they ended.",
      "channels behind the first in order, equal neighbours collapsed; null where there is one",
    ]);
  });
});
