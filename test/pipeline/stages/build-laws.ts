// The laws of build, for few random worlds in every run of the tests and for many in the long one.
import { expect } from "vitest";
import type { Config } from "../../../models/config.ts";
import { listMarts } from "../../../pipeline/warehouse/models/marts.ts";
import type { Row } from "../../oracle/measures.ts";
import { audit } from "../../../pipeline/stages/audit.ts";
import { oracleOfShoppers } from "../../world/oracle-of-shoppers.ts";
import { moment, ShopperStore } from "../../world/shopper-store.ts";
import type { Shopper } from "../../world/shoppers.ts";

const comparable = (value: unknown): unknown =>
  typeof value === "number" ? Number(value.toPrecision(12)) : (value ?? null);

const asLine = (row: Readonly<Record<string, unknown>>, columns: readonly string[]): string =>
  JSON.stringify(columns.map((column) => comparable(row[column])));

/** Each table of the oracle equals the mart of its name as a multiset, in the columns the oracle has. */
export const expectOracle = async (
  store: ShopperStore,
  tables: Readonly<Record<string, readonly Row[]>>,
): Promise<void> => {
  for (const [table, rows] of Object.entries(tables)) {
    const columns = Object.keys(rows[0] ?? {});
    const found = (await store.rows(`select * from ${table}`)).map((row) => asLine(row, columns));
    expect(found.toSorted(), table).toEqual(rows.map((row) => asLine(row, columns)).toSorted());
  }
};

/** Builds a store as of an end: every table is the oracle's, and no audit that stops finds a row. */
export const expectLawful = async (
  shoppers: readonly Shopper[],
  config: Config,
  end: string,
): Promise<void> => {
  const store = await ShopperStore.built(shoppers, end, config);
  try {
    await expectOracle(store, oracleOfShoppers(shoppers, config, moment(end)));
    const broken = (await audit(store.context)).filter(
      ({ severity, rows }) => severity === "stop" && rows > 0,
    );
    expect(broken).toEqual([]);
  } finally {
    store.close();
  }
};

/** The first half of each shopper's events comes before the first end, the rest with the ends that follow. */
const parts = (shoppers: readonly Shopper[], count: number): Shopper[][] =>
  Array.from({ length: count }, (_, part) =>
    shoppers
      .map((shopper) => ({
        ...shopper,
        events: shopper.events.filter((_event, index) => index % count === part),
      }))
      .filter(({ events }, index) => events.length > 0 || index === part),
  );

/**
 * Builds a store in as many parts as there are ends, each for its dirty profiles alone, and then as a whole:
 * the marts that differ, which are none.
 */
export const differingMarts = async (
  shoppers: readonly Shopper[],
  config: Config,
  dataEnds: readonly string[],
): Promise<string[]> => {
  const store = await ShopperStore.open(config);
  try {
    for (const [index, part] of parts(shoppers, dataEnds.length).entries()) {
      await store.addAll(part);
      await store.build(dataEnds[index] ?? "", { isFull: index === 0 });
    }
    const marts = await listMarts(store.context.warehouse.writer);
    for (const { name, query } of marts) await store.run(`create temp table part_${name} as ${query}`);
    await store.build(dataEnds.at(-1) ?? "");
    const differing: string[] = [];
    for (const { name, query } of marts) {
      const rows = await store.rows(
        `(from (${query}\n) except all from part_${name}) union all (from part_${name} except all from (${query}\n))`,
      );
      if (rows.length > 0) differing.push(name);
    }
    return differing;
  } finally {
    store.close();
  }
};
