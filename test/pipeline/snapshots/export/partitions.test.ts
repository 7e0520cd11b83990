import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { LoadedConfig } from "../../../../pipeline/config.ts";
import { exportTables } from "../../../../pipeline/snapshots/export.ts";
import { rowsInMemory } from "../described-parquet.ts";
import { identityLinks, newProject, publishTables, touchpoints } from "../project-fixture.ts";

// Late in the evening it is the next day in Helsinki already.
const late = {
  ...touchpoints,
  query: `select * from (values
      ('e1', timestamp '2026-01-01 21:59:59.999999', timestamp '2026-02-01 00:00:00', '=1+1'),
      ('e2', timestamp '2026-01-01 22:00:00', null, 'b'),
      ('e3', timestamp '2026-01-01 10:00:00', null, 'c'),
      ('e4', null, null, 'd')
    ) as t(event_id, occurred_at, other_at, item)`,
};
const sessions = {
  ...touchpoints,
  name: "fct_sessions",
  query: "select 's' as session_id, timestamp '2026-07-01 00:00:00' as ended_at where false",
};

/** Every day of two years, in no order. */
const busy = {
  ...touchpoints,
  name: "fct_journeys",
  query: `select 'j' || n as journey_id, timestamp '2026-01-01' + to_days(((n * 7919) % 730)::integer) as started_at
    from range(7300) as t(n)`,
};

let loaded: LoadedConfig;
let to = "";
let number = 0;

beforeAll(async () => {
  loaded = await newProject("timezone: Europe/Helsinki\n");
  await publishTables(loaded, [late, sessions, identityLinks, busy]);
});
afterAll(() => rm(loaded.folder, { recursive: true }));
beforeEach(() => {
  number += 1;
  to = join(loaded.folder, `out-${String(number)}`);
});

const days = async (table: string): Promise<string[]> => (await readdir(join(to, table))).toSorted();
const parted = { partitionBy: "date" } as const;

describe("an export by date", () => {
  test("gives each table that knows a time a folder for each day of the workspace's calendar", async () => {
    const { tables } = await exportTables(loaded, { to, format: "parquet", ...parted });
    expect(tables.map(({ file, rows }) => [file, rows])).toEqual([
      ["fct_touchpoints", 4],
      ["fct_sessions", 0],
      ["identity_links.parquet", 1],
      ["fct_journeys", 7300],
    ]);
    expect(await days("fct_touchpoints")).toEqual([
      "date=2026-01-01",
      "date=2026-01-02",
      "date=__HIVE_DEFAULT_PARTITION__",
    ]);
    expect(await days("fct_touchpoints/date=2026-01-01")).toEqual(["part-0.parquet"]);
  });

  test("keeps every row once, in the day's file with the day in it, and times as they were", async () => {
    await exportTables(loaded, { to, format: "parquet", ...parted });
    const rows = await rowsInMemory(
      `select event_id, date::varchar as day, epoch_us(occurred_at)::varchar as micros
      from read_parquet('${to}/fct_touchpoints/**/*.parquet', hive_partitioning = false) order by event_id`,
    );
    expect(rows).toEqual([
      { event_id: "e1", day: "2026-01-01", micros: "1767304799999999" },
      { event_id: "e2", day: "2026-01-02", micros: "1767304800000000" },
      { event_id: "e3", day: "2026-01-01", micros: "1767261600000000" },
      { event_id: "e4", day: null, micros: null },
    ]);
  });

  test("writes one file for each day, however many there are", async () => {
    await exportTables(loaded, { to, format: "parquet", ...parted });
    expect(await days("fct_journeys")).toHaveLength(730);
    const files = await rowsInMemory(`select count(*) as n from glob('${to}/fct_journeys/**/*.parquet')`);
    const rows = await rowsInMemory(
      `select count(distinct journey_id) as n from read_parquet('${to}/fct_journeys/**/*.parquet')`,
    );
    expect([files, rows]).toEqual([[{ n: 730 }], [{ n: 7300 }]]);
  });

  test("gives an empty table its columns", async () => {
    await exportTables(loaded, { to, format: "parquet", ...parted });
    const columns = await rowsInMemory(
      `describe select * from read_parquet('${to}/fct_sessions/**/*.parquet')`,
    );
    expect(columns.map((row) => row["column_name"])).toEqual(["session_id", "ended_at", "date"]);
  });

  test("says in export.json what was parted and by which calendar", async () => {
    await exportTables(loaded, { to, format: "parquet", ...parted });
    const description: unknown = JSON.parse(await readFile(join(to, "export.json"), "utf8"));
    expect(description).toMatchObject({ partition_by: "date", timezone: "Europe/Helsinki" });
    expect(description).toHaveProperty("tables.0.is_partitioned", true);
    expect(description).toHaveProperty("tables.0.columns.4", {
      name: "date",
      type: "DATE",
      comment: "the day of occurred_at in Europe/Helsinki",
    });
    expect(description).toHaveProperty("tables.2.is_partitioned", false);
  });

  test("writes CSV with the same guard against formulas", async () => {
    await exportTables(loaded, { to, format: "csv", ...parted });
    const text = await readFile(join(to, "fct_touchpoints/date=2026-01-01/part-0.csv"), "utf8");
    expect(text.split("\n").slice(0, 2)).toEqual([
      "event_id,occurred_at,other_at,item,date",
      "e1,2026-01-01T21:59:59.999999Z,2026-02-01T00:00:00.000000Z,'=1+1,2026-01-01",
    ]);
  });

  test.each(["arrow", "duckdb"] as const)("is refused for %s, before anything is made", async (format) => {
    await expect(exportTables(loaded, { to, format, ...parted })).rejects.toMatchObject({ code: "usage" });
    expect(await readdir(loaded.folder)).not.toContain(`out-${String(number)}`);
  });
});

describe("where a folder holds an earlier export by date", () => {
  beforeEach(async () => {
    await mkdir(join(to, "fct_touchpoints/date=2020-01-01"), { recursive: true });
    await writeFile(join(to, "fct_touchpoints/date=2020-01-01/part-0.parquet"), "old");
    await writeFile(join(to, "mine.txt"), "mine");
  });

  test("it is refused, and stays as it is", async () => {
    const refused = exportTables(loaded, { to, format: "parquet", ...parted });
    await expect(refused).rejects.toMatchObject({ code: "export_failed" });
    expect(await days("fct_touchpoints")).toEqual(["date=2020-01-01"]);
  });

  test("a forced one replaces tables whole, so that no day of before is counted again", async () => {
    await exportTables(loaded, { to, format: "parquet", ...parted, isForced: true });
    expect(await days("fct_touchpoints")).not.toContain("date=2020-01-01");
    expect((await readdir(to)).toSorted()).toEqual([
      "export.json",
      "fct_journeys",
      "fct_sessions",
      "fct_touchpoints",
      "identity_links.parquet",
      "mine.txt",
    ]);
  });
});
