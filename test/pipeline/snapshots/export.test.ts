import { createHmac } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { tableFromIPC } from "apache-arrow";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { LoadedConfig } from "../../../pipeline/config.ts";
import { exportTables } from "../../../pipeline/snapshots/export.ts";
import { rowsInMemory } from "./described-parquet.ts";
import {
  identityLinks,
  newProject,
  profileIdentifiers,
  publishTables,
  touchpoints,
} from "./project-fixture.ts";

const refusals = {
  ...touchpoints,
  name: "identity_refusals",
  query:
    "select 'blocked_value' as rule, 'email' as namespace_a, 'x@example.com' as value_a, 'malformed' as detail",
};
const health = {
  ...touchpoints,
  name: "identity_health",
  query: "select 'email' as namespace, 1.5::double as value",
};

let loaded: LoadedConfig;
let to = "";
let number = 0;

beforeAll(async () => {
  loaded = await newProject();

  await publishTables(loaded, [touchpoints, profileIdentifiers, identityLinks, refusals, health]);
});
afterAll(() => rm(loaded.folder, { recursive: true }));
beforeEach(() => {
  number += 1;
  to = join(loaded.folder, `out-${String(number)}`);
});

const hashOf = async (namespace: string, value: string): Promise<string> => {
  const secret = await readFile(join(loaded.folder, "polku.secret"));
  const hash = createHmac("sha256", secret).update(`export\u001F${namespace}\u001F${value}`).digest("hex");
  return `h_${hash.slice(0, 32)}`;
};

describe("an export", () => {
  test("writes every table and says what it wrote", async () => {
    const result = await exportTables(loaded, { to, format: "parquet" });
    expect(result).toMatchObject({ folder: to, format: "parquet", identifiers: "hashed" });
    expect(result.tables[0]).toEqual({ name: "fct_touchpoints", file: "fct_touchpoints.parquet", rows: 3 });
    expect(await readdir(to)).toHaveLength(result.tables.length + 1);
    const description: unknown = JSON.parse(await readFile(join(to, "export.json"), "utf8"));
    expect(description).toMatchObject({ snapshot_id: result.snapshot_id, identifiers: "hashed" });
  });

  test("hashes values of identifiers under the secret, so that tables still join", async () => {
    await exportTables(loaded, { to, format: "parquet" });
    const identifiers = await rowsInMemory(`select * from '${to}/dim_profile_identifiers.parquet'`);
    expect(identifiers.map((row) => row["value"])).toEqual([
      await hashOf("email", "ada@example.com"),
      await hashOf("anonymous_id", "a1"),
      await hashOf("email", "+evil@example.com"),
    ]);
    const [link] = await rowsInMemory(`select value_a, value_b from '${to}/identity_links.parquet'`);
    expect(link).toEqual({ value_a: identifiers[0]?.["value"], value_b: identifiers[1]?.["value"] });
  });

  test("leaves numbers that are only called value as they are", async () => {
    await exportTables(loaded, { to, format: "parquet" });
    expect(await rowsInMemory(`select value from '${to}/identity_health.parquet'`)).toEqual([{ value: 1.5 }]);
    expect(await rowsInMemory(`select value from '${to}/fct_touchpoints.parquet' limit 1`)).toEqual([
      { value: "12.50" },
    ]);
  });

  test.each(["hashed", "none"] as const)(
    "with identifiers %s holds none of them anywhere",
    async (identifiers) => {
      await exportTables(loaded, { to, format: "csv", identifiers });
      for (const file of await readdir(to)) {
        expect(await readFile(join(to, file), "utf8")).not.toMatch(/example\.com|,a1/);
      }
    },
  );

  test("gives identifiers in the clear only when told", async () => {
    await exportTables(loaded, { to, format: "csv", identifiers: "clear" });
    expect(await readFile(join(to, "dim_profile_identifiers.csv"), "utf8")).toContain("ada@example.com");
  });
});

describe("a CSV export", () => {
  test("gives times with Z and keeps formulas from running", async () => {
    await exportTables(loaded, { to, format: "csv", identifiers: "clear" });
    const lines = (await readFile(join(to, "fct_touchpoints.csv"), "utf8")).split("\n");
    expect(lines[1]).toBe("shop,e1,p_1,1,2026-01-01T10:00:00.000000Z,'=1+1,12.50");
    expect(lines[3]).toBe("shop,e3,p_2,9007199254740993,,,-1.00");
    expect(await readFile(join(to, "dim_profile_identifiers.csv"), "utf8")).toContain(",'+evil@");
  });

  test("gives texts as they are without the guard", async () => {
    await exportTables(loaded, { to, format: "csv", identifiers: "clear", hasFormulaGuard: false });
    expect(await readFile(join(to, "fct_touchpoints.csv"), "utf8")).toContain(",=1+1,");
  });
});

test("an Arrow export holds whole files", async () => {
  await exportTables(loaded, { to, format: "arrow" });
  const table = tableFromIPC(await readFile(join(to, "fct_touchpoints.arrow")));
  expect(table.numRows).toBe(3);
  expect(table.getChild("touchpoint_number")?.get(2)).toBe(9007199254740993n);
});

test("a DuckDB export is one database with comments", async () => {
  const { tables } = await exportTables(loaded, { to, format: "duckdb" });
  expect(new Set(tables.map(({ file }) => file))).toEqual(new Set(["polku.duckdb"]));
  expect((await readdir(to)).toSorted()).toEqual(["export.json", "polku.duckdb"]);
  const file = join(to, "polku.duckdb");
  expect(await rowsInMemory("select count(*) as n from fct_touchpoints", file)).toEqual([{ n: 3 }]);
  const comments = await rowsInMemory(
    "select comment from duckdb_columns() where column_name = 'occurred_at'",
    file,
  );
  expect(comments[0]).toEqual({ comment: "when it happened" });
  expect(
    await rowsInMemory("select table_name, comment from duckdb_tables() where comment is not null", file),
  ).toContainEqual({ table_name: "fct_touchpoints", comment: "What people did." });
});

describe("a folder that holds something", () => {
  beforeEach(async () => {
    await mkdir(to);
    await writeFile(join(to, "mine.txt"), "mine");
    await writeFile(join(to, "fct_touchpoints.csv"), "old");
  });

  test("is refused, and stays as it is", async () => {
    await expect(exportTables(loaded, { to, format: "csv" })).rejects.toMatchObject({
      code: "export_failed",
    });
    expect((await readdir(to)).toSorted()).toEqual(["fct_touchpoints.csv", "mine.txt"]);
    expect(await readFile(join(to, "fct_touchpoints.csv"), "utf8")).toBe("old");
  });

  test("loses only files of the same names when forced", async () => {
    await exportTables(loaded, { to, format: "csv", isForced: true });
    expect(await readFile(join(to, "mine.txt"), "utf8")).toBe("mine");
    expect(await readFile(join(to, "fct_touchpoints.csv"), "utf8")).not.toBe("old");
  });
});

test("an export that fails leaves no folder behind", async () => {
  await rm(join(loaded.folder, "polku.secret"));
  await expect(exportTables(loaded, { to, format: "csv" })).rejects.toMatchObject({
    code: "secret_unreadable",
  });
  expect(await readdir(loaded.folder)).not.toContain(`out-${String(number)}`);
});
