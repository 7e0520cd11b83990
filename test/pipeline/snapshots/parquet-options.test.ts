import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LoadedConfig } from "../../../pipeline/config.ts";
import { exportTables } from "../../../pipeline/snapshots/export.ts";
import { plainText } from "../../../pipeline/warehouse/plain-value.ts";
import { rowsInMemory } from "./described-parquet.ts";
import { newProject, profileIdentifiers, publishTables, touchpoints } from "./project-fixture.ts";

let loaded: LoadedConfig;
let snapshot = "";

const described = {
  ...touchpoints,
  comment: "What people did; it's {a: 'b'}, \"ä\".",
  columnComments: { occurred_at: "when it happened", item: "what it's about" },
};

beforeAll(async () => {
  loaded = await newProject();
  snapshot = await publishTables(loaded, [described, profileIdentifiers]);
});
afterAll(() => rm(loaded.folder, { recursive: true }));

const metadataOf = async (file: string): Promise<Record<string, string>> => {
  const rows = await rowsInMemory(
    `select decode(key) as key, decode(value) as value from parquet_kv_metadata('${file}')`,
  );
  return Object.fromEntries(rows.map((row) => [plainText(row["key"]), plainText(row["value"])]));
};

const expected = {
  "polku.table": "fct_touchpoints",
  "polku.comment": described.comment,
  "polku.grain": "source, event_id",
};

test("a published file says what its table and columns mean", async () => {
  const folder = join(loaded.workspace, "snapshots", snapshot);
  const metadata = await metadataOf(join(folder, "fct_touchpoints.parquet"));
  expect(metadata).toMatchObject(expected);
  expect(JSON.parse(metadata["polku.column_comments"] ?? "")).toMatchObject(described.columnComments);
});

test("so does an exported one", async () => {
  const to = join(loaded.folder, "out");
  await exportTables(loaded, { to, format: "parquet" });
  expect(await metadataOf(join(to, "fct_touchpoints.parquet"))).toMatchObject(expected);
});

test("a table of which nothing is known says its name and no more", async () => {
  const folder = join(loaded.workspace, "snapshots", snapshot);
  const metadata = await metadataOf(join(folder, "dim_profile_identifiers.parquet"));
  expect(metadata).toEqual({ "polku.table": "dim_profile_identifiers" });
});
