import { type Table, tableFromIPC } from "apache-arrow";
import { describe, expect, test } from "vitest";
import { arrowBytes } from "../../../pipeline/warehouse/arrow-batches.ts";
import { SnapshotReader } from "../../../pipeline/warehouse/snapshot-reader.ts";

const engine = { memory_limit: "1GB", threads: 1, temp_directory: undefined };

const arrowOf = async (sql: string, shape: "stream" | "file" = "stream"): Promise<Table> => {
  const reader = await SnapshotReader.open([], engine);
  const parts: Uint8Array[] = [];
  for await (const part of arrowBytes(await reader.query(sql), shape)) parts.push(part);
  reader.close();
  return tableFromIPC(Buffer.concat(parts));
};

const columnOf = (table: Table, name: string): unknown[] => [...(table.getChild(name) ?? [])];

describe("a result as Arrow", () => {
  test("keeps every number whole", async () => {
    const table = await arrowOf(
      "select unnest([9007199254740993, null, -1]) as big, unnest([1.5, 2.5, null]::double[]) as part, unnest([1, 2, 3]::integer[]) as small",
    );
    expect(columnOf(table, "big")).toEqual([9007199254740993n, null, -1n]);
    expect(columnOf(table, "part")).toEqual([1.5, 2.5, null]);
    expect(columnOf(table, "small")).toEqual([1, 2, 3]);
  });

  test("keeps decimals exact, as Decimal128", async () => {
    const table = await arrowOf(
      `select unnest(['12.50', '-1.00', null]::decimal(18, 2)[]) as money,
        unnest(['99999999999999999999999999.999999999999', null, '-0.000000000001']::decimal(38, 12)[]) as credit,
        sum(range) over () as total from range(1)`,
    );
    expect(table.schema.fields.map(({ type }) => type.toString())).toEqual([
      "Decimal[18e+2]",
      "Decimal[38e+12]",
      "Decimal[38e0]",
    ]);
    const words = [...(table.getChild("money")?.get(1) ?? [])];
    expect(words).toEqual([4294967196, 4294967295, 4294967295, 4294967295]);
    expect(String(table.getChild("credit")?.get(0))).toBe("99999999999999999999999999999999999999");
  });

  test("keeps times as microseconds in UTC", async () => {
    const table = await arrowOf(
      "select timestamptz '2026-01-01 12:00:00.123456+02' as seen_at, timestamp '2026-01-01' as naive, date '2026-01-02' as day",
    );
    expect(table.schema.fields.map(({ type }) => type.toString())).toEqual([
      "Timestamp<MICROSECOND, UTC>",
      "Timestamp<MICROSECOND>",
      "Date32<DAY>",
    ]);
    const data = table.getChild("seen_at")?.data[0]?.values;
    expect(data?.[0]).toBe(1767261600123456n);
    expect(columnOf(table, "day")).toEqual([Date.UTC(2026, 0, 2)]);
  });

  test("keeps text, and gives what has no plain type as JSON text", async () => {
    const table = await arrowOf(
      "select unnest(['ä€😀', null, '']) as name, [1, 2] as numbers, {'a': 1} as record, true as is_on, interval 1 day as span",
    );
    expect(columnOf(table, "name")).toEqual(["ä€😀", null, ""]);
    expect(columnOf(table, "numbers")[0]).toBe("[1,2]");
    expect(columnOf(table, "record")[0]).toBe('{"a":1}');
    expect(columnOf(table, "is_on")).toEqual([true, true, true]);
    expect(columnOf(table, "span")[0]).toBe("1 day");
  });

  test.each(["stream", "file"] as const)("comes in batches and ends whole, as a %s", async (shape) => {
    const table = await arrowOf(
      "select range as n, case when range % 7 > 0 then range end as m from range(10001)",
      shape,
    );
    expect(table.numRows).toBe(10001);
    expect(table.batches.length).toBeGreaterThan(1);
    expect(columnOf(table, "n").at(-1)).toBe(10000n);
    expect(columnOf(table, "m").filter((value) => value === null)).toHaveLength(1429);
  });

  test("fails where its query fails on the way", async () => {
    const sql = "select case when range = 9000 then error('late') else range end as n from range(10000)";
    await expect(arrowOf(sql)).rejects.toThrow("late");
  });

  test("has a schema when it has no rows", async () => {
    const table = await arrowOf("select 1 as a, 'x' as b where false");
    expect(table.numRows).toBe(0);
    expect(table.schema.fields.map(({ name }) => name)).toEqual(["a", "b"]);
  });
});
