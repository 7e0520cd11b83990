import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { LoadedConfig } from "../../../pipeline/config.ts";
import { queryRows, withQuery } from "../../../pipeline/snapshots/query.ts";
import { newProject, profileIdentifiers, publishTables } from "./project-fixture.ts";

let loaded: LoadedConfig;
let first = "";

beforeAll(async () => {
  loaded = await newProject();
  first = await publishTables(loaded, [profileIdentifiers]);
  await publishTables(loaded);
});
afterAll(() => rm(loaded.folder, { recursive: true }));

describe("a query", () => {
  test("gives plain values: big integers and decimals as text, times with Z", async () => {
    const rows = await queryRows(
      loaded,
      "select * exclude (source, item) from fct_touchpoints order by event_id",
    );
    expect(rows).toEqual([
      {
        event_id: "e1",
        profile_id: "p_1",
        touchpoint_number: 1,
        occurred_at: "2026-01-01T10:00:00.000Z",
        value: "12.50",
      },
      {
        event_id: "e2",
        profile_id: "p_1",
        touchpoint_number: 2,
        occurred_at: "2026-01-01T10:00:00.123456Z",
        value: null,
      },
      {
        event_id: "e3",
        profile_id: "p_2",
        touchpoint_number: "9007199254740993",
        occurred_at: null,
        value: "-1.00",
      },
    ]);
  });

  test("may name one column twice", async () => {
    expect(await queryRows(loaded, "select 1 as a, 2 as a")).toEqual([{ a: 1, "a:1": 2 }]);
  });

  test("reads another snapshot by its id", async () => {
    const tables = await queryRows(loaded, "show tables", { snapshot: first });
    expect(tables).toEqual([{ name: "dim_profile_identifiers" }]);
    for (const snapshot of ["20200101T000000Z-abcdef", "../..", ""]) {
      await expect(queryRows(loaded, "select 1", { snapshot })).rejects.toMatchObject({
        code: "snapshot_missing",
      });
    }
  });

  test.each([
    "describe fct_touchpoints",
    "summarize fct_touchpoints",
    "from fct_touchpoints",
    "explain select 1",
    "select 1;",
  ])("may be written as %s", async (sql) => {
    expect((await queryRows(loaded, sql)).length).toBeGreaterThan(0);
  });

  test("streams its rows", async () => {
    const counted = await withQuery(loaded, "select range from range(10000)", {}, async (result) => {
      let batches = 0;
      for await (const rows of result.rows()) batches += rows.length > 0 ? 1 : 0;
      return batches;
    });
    expect(counted).toBe(5);
  });
});

describe("what is no query over the snapshot", () => {
  test.each([
    "drop view fct_touchpoints",
    "create table t as select 1",
    "set threads = 8",
    "copy fct_touchpoints to 'x.csv'",
    "attach 'x.duckdb'",
    "call pragma_version()",
    "install httpfs",
    "select * from read_text('/etc/hostname')",
    "select * from read_csv('/etc/passwd')",
    "select * from glob('/*')",
    "select * from '/etc/passwd'",
  ])("is refused: %s", async (sql) => {
    await expect(queryRows(loaded, sql)).rejects.toMatchObject({ code: "query_failed", exitCode: 2 });
  });

  test.each(["", " \n\t ", ";", "-- only a remark", "/* one\nremark */ ;; -- another"])(
    "is asked for where there is no query: %j",
    async (sql) => {
      await expect(queryRows(loaded, sql)).rejects.toMatchObject({ code: "usage", exitCode: 2 });
      await expect(queryRows(loaded, sql)).rejects.toThrow(/^There is no query in it\. Write one SELECT/);
    },
  );

  test("is refused where there are several, with their number", async () => {
    await expect(queryRows(loaded, "select 1; select '--'; -- end")).rejects.toMatchObject({
      code: "usage",
      message: expect.stringContaining("It holds 2 statements"),
    });
  });

  test("leaves the snapshot's own files as they are", async () => {
    await expect(queryRows(loaded, "copy (select 1) to 'fct_touchpoints.parquet'")).rejects.toThrow();
    expect(await queryRows(loaded, "select count(*) as n from fct_touchpoints")).toEqual([{ n: 3 }]);
  });
});

const messageOf = async (sql: string): Promise<string> => {
  try {
    await queryRows(loaded, sql);
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
  return "";
};

describe("the message of a query that fails", () => {
  test("names the snapshot where a file of it is missing", async () => {
    const damaged = await newProject();
    const id = await publishTables(damaged);
    await rm(join(damaged.workspace, "snapshots", id, "identity_links.parquet"));
    await expect(queryRows(damaged, "select 1")).rejects.toMatchObject({
      code: "snapshot_damaged",
      details: { snapshot: id, problem: "identity_links.parquet is missing" },
    });
    await rm(damaged.folder, { recursive: true });
  });

  test("names the nearest table or column of the snapshot", async () => {
    expect(await messageOf("select * from fct_touchpoint")).toContain("Did you mean fct_touchpoints?");
    expect(await messageOf("select * from nothing_like_it")).toContain("The tables are fct_touchpoints, ");
    expect(await messageOf("select profil_id from fct_touchpoints")).toContain("Did you mean profile_id?");
  });

  test("holds no value of the statement and none of the rows", async () => {
    const values = [
      "select 'ada@example.com'::integer",
      "select value::integer from dim_profile_identifiers",
    ];
    for (const sql of values) expect(await messageOf(sql)).not.toContain("ada@");
    expect(await messageOf("select item::integer from fct_touchpoints")).not.toContain("=1+1");
    expect(await messageOf("select * from fct_touchpoints where 'secret value' = nope")).not.toContain(
      "secret",
    );
  });
});
