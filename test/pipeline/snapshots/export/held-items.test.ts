import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { LoadedConfig } from "../../../../pipeline/config.ts";
import { exportTables } from "../../../../pipeline/snapshots/export.ts";
import type { TableSource } from "../../../../pipeline/snapshots/write-table.ts";
import { rowsInMemory } from "../described-parquet.ts";
import { newProject, publishTables } from "../project-fixture.ts";

const table = (name: string, query: string): TableSource => ({
  name,
  query,
  comment: null,
  grain: [],
  columnComments: {},
});

const tables = [
  table(
    "fct_touchpoints",
    `select * from (values ('p_1', 1, '/p/1'), ('p_1', 2, 'O1'), ('p_1', 3, ' o1'), ('p_2', 1, 'o1'), ('p_2', 2, null))
      as t(profile_id, touchpoint_number, item)`,
  ),
  table("fct_sessions", "select 'p_1' as profile_id, '/p/1' as entry_item, 'o1' as exit_item"),
  table(
    "dim_profile_identifiers",
    `select * from (values
      ('p_1', 'order_id', 'o1'), ('p_1', 'user_id', 'o1'), ('p_1', 'order_id', 'o2'), ('p_2', 'order_id', 'o3')
    ) as t(profile_id, namespace, value)`,
  ),
];

let loaded: LoadedConfig;

beforeAll(async () => {
  loaded = await newProject();
  await publishTables(loaded, tables);
});
afterAll(() => rm(loaded.folder, { recursive: true }));

const exported = async (identifiers: "clear" | "hashed" | "none") => {
  const to = join(loaded.folder, identifiers);
  await exportTables(loaded, { to, format: "parquet", identifiers });
  return {
    items: (await rowsInMemory(`select item from '${to}/fct_touchpoints.parquet'`)).map((row) => row["item"]),
    session: (await rowsInMemory(`from '${to}/fct_sessions.parquet'`))[0],
    order: (
      await rowsInMemory(
        `select value from '${to}/dim_profile_identifiers.parquet' where namespace = 'order_id' limit 1`,
      )
    )[0]?.["value"],
  };
};

describe("an item that is an identifier of its profile", () => {
  test("leaves as the same hash as the identifier, in its row's place", async () => {
    const { items, session, order } = await exported("hashed");
    expect(order).toMatch(/^h_[0-9a-f]{32}$/);
    expect(items).toEqual(["/p/1", order, order, "o1", null]);
    expect(session).toEqual({ profile_id: "p_1", entry_item: "/p/1", exit_item: order });
    expect(await readFile(join(loaded.folder, "hashed/fct_sessions.parquet"), "latin1")).not.toContain("o1");
  });

  test("leaves as nothing where identifiers do", async () => {
    const { items, session } = await exported("none");
    expect(items).toEqual(["/p/1", null, null, "o1", null]);
    expect(session).toMatchObject({ entry_item: "/p/1", exit_item: null });
  });

  test("leaves as it is where identifiers do", async () => {
    expect((await exported("clear")).items).toEqual(["/p/1", "O1", " o1", "o1", null]);
  });
});
