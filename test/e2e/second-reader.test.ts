import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadConfig } from "../../pipeline/config.ts";
import { exportTables } from "../../pipeline/snapshots/export.ts";
import { publishWeek, type PublishedWeek } from "../pipeline/snapshots/shop-week.ts";
import { type ColumnType, publishedTables } from "../rules/tables.ts";
import { hasPyarrow, readByPyarrow, type SeenTable } from "./pyarrow/pyarrow.ts";

const arrowTypes: Readonly<Record<ColumnType, string>> = {
  text: "string",
  bigint: "int64",
  double: "double",
  money: "decimal128(18, 2)",
  time: "timestamp[us, tz=UTC]",
  boolean: "bool",
};

// What a file's own types may be read as; a HUGEINT would come as a double, an INTERVAL as bytes.
const readAs: Readonly<Record<string, string>> = {
  VARCHAR: "string",
  BOOLEAN: "bool",
  INTEGER: "int32",
  BIGINT: "int64",
  DOUBLE: "double",
  DATE: "date32[day]",
  "TIMESTAMP WITH TIME ZONE": "timestamp[us, tz=UTC]",
};
const readAsOf = (type: string): string =>
  readAs[type] ?? type.replace(/^DECIMAL\((\d+),(\d+)\)$/, "decimal128($1, $2)");

describe.skipIf(!hasPyarrow)("pyarrow, a second reader", () => {
  let week: PublishedWeek;
  let seen: ReadonlyMap<string, SeenTable>;

  beforeAll(async () => {
    week = await publishWeek();
    seen = readByPyarrow(week.snapshot);
  });
  afterAll(() => week.remove());

  test("finds every table with the rows that the manifest counts, and none is empty", () => {
    const counted = week.manifest.tables.map(({ name, rows }) => [name, rows]);
    expect(week.manifest.tables.map(({ name }) => [name, seen.get(name)?.rows])).toEqual(counted);
    expect(counted.filter(([, rows]) => rows === 0)).toEqual([]);
    expect(seen.size).toBe(counted.length);
  });

  test.each(publishedTables)("reads the types of the contract in $name", ({ name, columns }) => {
    const types = seen.get(name)?.types ?? {};
    const expected = Object.entries(columns).map(([column, type]) => [column, arrowTypes[type]]);
    expect(Object.keys(columns).map((column) => [column, types[column]])).toEqual(expected);
  });

  test("reads every column as the manifest says, in its order, and none that is nested", () => {
    for (const { name, columns } of week.manifest.tables) {
      const expected = columns.map((column) => [column.name, readAsOf(column.type)]);
      expect(Object.entries(seen.get(name)?.types ?? {})).toEqual(expected);
    }
  });

  test("reads times as instants to the microsecond, money exactly, text in any script", () => {
    const row = seen.get("fct_touchpoints")?.values.find((value) => value["event_id"] === "e2");
    expect(row).toMatchObject({ occurred_at: "2026-01-01T22:30:00.123456+00:00", campaign: "talvi ❄" });
    const order = seen.get("fct_touchpoints")?.values.find((value) => value["event_id"] === "e4");
    expect(order).toMatchObject({ value: "20.05", currency: "EUR" });
  });

  test("finds in each file what its table and columns mean", () => {
    for (const { name, comment, columns } of week.manifest.tables) {
      const { metadata = {} } = seen.get(name) ?? {};
      expect(metadata["polku.comment"]).toBe(comment);
      expect(JSON.parse(metadata["polku.column_comments"] ?? "{}")).toEqual(
        Object.fromEntries(columns.map((column) => [column.name, column.comment])),
      );
    }
  });

  test("reads an export by date as one data set of the same rows", async () => {
    const to = join(week.folder, "by-date");
    const loaded = await loadConfig(join(week.folder, "polku.yaml"));
    await exportTables(loaded, { to, format: "parquet", identifiers: "clear", partitionBy: "date" });
    const parted = readByPyarrow(to);
    const counted = week.manifest.tables.map(({ name, rows }) => [name, rows]);
    expect(week.manifest.tables.map(({ name }) => [name, parted.get(name)?.rows])).toEqual(counted);
    const days = parted
      .get("fct_touchpoints")
      ?.values.map((value) => [value["event_id"], value["date"]])
      .filter(([event]) => event === "e1" || event === "e2");
    expect(days).toEqual([
      ["e1", "2026-01-01"],
      ["e2", "2026-01-02"],
    ]);
  });

  test.each(["parquet", "arrow"] as const)("reads an export in %s as the snapshot itself", async (format) => {
    const to = join(week.folder, format);
    const loaded = await loadConfig(join(week.folder, "polku.yaml"));
    await exportTables(loaded, { to, format, identifiers: "clear" });
    for (const [name, { rows, types, values }] of readByPyarrow(to)) {
      expect({ rows, types, values }).toEqual({
        rows: seen.get(name)?.rows,
        types: seen.get(name)?.types,
        values: seen.get(name)?.values,
      });
    }
  });
});
