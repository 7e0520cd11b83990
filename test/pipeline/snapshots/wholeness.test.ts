import { readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { LoadedConfig } from "../../../pipeline/config.ts";
import { snapshotFault } from "../../../pipeline/snapshots/wholeness.ts";
import { newProject, publishTables } from "./project-fixture.ts";

let loaded: LoadedConfig;
let id = "";
let folder = "";

beforeAll(async () => {
  loaded = await newProject("publish: { keep_snapshots: 100 }\n");
});
beforeEach(async () => {
  id = await publishTables(loaded);
  folder = join(loaded.workspace, "snapshots", id);
});
afterAll(() => rm(loaded.folder, { recursive: true }));

const faults = async () => [
  await snapshotFault(loaded.workspace, id, "sizes"),
  await snapshotFault(loaded.workspace, id, "contents"),
];

test("a snapshot as it was published is whole", async () => {
  expect(await faults()).toEqual([undefined, undefined]);
});

test.each([
  ["is gone", () => rm(folder, { recursive: true }), "its folder is missing"],
  ["has no manifest", () => rm(join(folder, "manifest.json")), "manifest.json is missing or cannot be read"],
  [
    "has half a manifest",
    () => truncate(join(folder, "manifest.json"), 100),
    "manifest.json is missing or cannot be read",
  ],
  ["lacks a file", () => rm(join(folder, "identity_links.parquet")), "identity_links.parquet is missing"],
  [
    "has a cut file",
    () => truncate(join(folder, "identity_links.parquet"), 9),
    "identity_links.parquet has 9 of ",
  ],
])("one that %s is not", async (_what, damage, fault) => {
  await damage();
  const [bySizes = "", byContents = ""] = await faults();
  expect(bySizes.startsWith(fault)).toBe(true);
  expect(byContents).toBe(bySizes);
});

test("other bytes of the same length are found by those who read them", async () => {
  const file = join(folder, "fct_touchpoints.parquet");
  const bytes = await readFile(file);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  await writeFile(file, bytes);
  expect(await faults()).toEqual([undefined, "fct_touchpoints.parquet holds other bytes than were written"]);
});
