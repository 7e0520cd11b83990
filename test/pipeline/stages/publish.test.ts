import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, readlink, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { manifestSchema } from "../../../models/manifest.ts";
import type { LoadedConfig } from "../../../pipeline/config.ts";
import { publish } from "../../../pipeline/stages/publish.ts";
import { openWorkspace } from "../../../pipeline/workspace.ts";
import {
  contextOf,
  facts,
  newProject,
  profileIdentifiers,
  publishTables,
  touchpoints,
} from "../snapshots/project-fixture.ts";

let loaded: LoadedConfig;
let snapshots = "";

beforeEach(async () => {
  loaded = await newProject("publish: { keep_snapshots: 2 }\n");
  snapshots = join(loaded.workspace, "snapshots");
});
afterEach(() => rm(loaded.folder, { recursive: true }));

const currentOf = () => readlink(join(snapshots, "current"));

describe("a published snapshot", () => {
  test("is named after its time and pointed at by a relative link", async () => {
    const id = await publishTables(loaded);
    expect(id).toMatch(/^\d{8}T\d{6}Z-[0-9a-f]{6}$/);
    expect(await currentOf()).toBe(id);
    expect((await readdir(snapshots)).toSorted()).toEqual([id, "current"].toSorted());
  });

  test("says in its manifest what its files hold", async () => {
    const id = await publishTables(loaded);
    const text = await readFile(join(snapshots, id, "manifest.json"), "utf8");
    const manifest = manifestSchema.parse(JSON.parse(text));
    expect(manifest).toMatchObject({
      snapshot_id: id,
      run_id: "r1",
      data_end: "2026-01-01T10:00:00.000Z",
      config: { identity: "i", analysis: "a" },
      audits: [{ name: "assert_nothing", severity: "warn", rows: 0 }],
    });
    const table = manifest.tables[0];
    expect(table).toMatchObject({ name: "fct_touchpoints", rows: 3, comment: "What people did." });
    expect(table?.columns.find(({ name }) => name === "occurred_at")).toEqual({
      name: "occurred_at",
      type: "TIMESTAMP WITH TIME ZONE",
      comment: "when it happened",
    });
    const bytes = await readFile(join(snapshots, id, "fct_touchpoints.parquet"));
    expect(table?.bytes).toBe(bytes.length);
    expect(table?.sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
  });

  test("holds times as instants in UTC and money as decimals", async () => {
    const id = await publishTables(loaded);
    const workspace = await openWorkspace(loaded);
    const file = join(snapshots, id, "fct_touchpoints.parquet");
    const schema = await workspace.warehouse.writer.rows(
      `select name, type, converted_type, logical_type from parquet_schema('${file}')`,
    );
    await workspace.close();
    const logical = Object.fromEntries(schema.map((row) => [row["name"], row["logical_type"]]));
    expect(logical["occurred_at"]).toMatchObject(expect.stringContaining("isAdjustedToUTC=1"));
    expect(logical["value"]).toMatchObject(expect.stringContaining("precision=18"));
  });

  test("carries a data contract of its tables and columns", async () => {
    const id = await publishTables(loaded);
    const contract: unknown = parse(await readFile(join(snapshots, id, "contract.yaml"), "utf8"));
    expect(contract).toMatchObject({ apiVersion: "v3.1.0", kind: "DataContract", status: "active" });
    expect(contract).toHaveProperty("schema.0.properties.0", {
      name: "source",
      logicalType: "string",
      physicalType: "VARCHAR",
      primaryKey: true,
      primaryKeyPosition: 1,
    });
  });
});

describe("publishing again", () => {
  test("gives an id that sorts later, and keeps as many snapshots as configured", async () => {
    const ids = [];
    for (let round = 0; round < 4; round += 1) ids.push(await publishTables(loaded, [profileIdentifiers]));
    expect(ids.toSorted()).toEqual(ids);
    expect((await readdir(snapshots)).toSorted()).toEqual([...ids.slice(-2), "current"].toSorted());
    expect(await currentOf()).toBe(ids[3]);
  });

  test("never removes the snapshot that is current", async () => {
    const first = await publishTables(loaded, [profileIdentifiers]);
    await publishTables(loaded, [profileIdentifiers]);
    await rm(join(snapshots, "current"));
    await symlink(first, join(snapshots, "current"));
    const { pruneSnapshots } = await import("../../../pipeline/snapshots/pointer.ts");
    await pruneSnapshots(loaded.workspace, 1);
    expect(await readdir(snapshots)).toContain(first);
  });

  test("cleans up what a publication that died left behind", async () => {
    await mkdir(join(snapshots, "20260101T000000Z-abcdef.tmp"), { recursive: true });
    await symlink("nowhere", join(snapshots, "current.0011"));
    const id = await publishTables(loaded, [profileIdentifiers]);
    expect((await readdir(snapshots)).toSorted()).toEqual([id, "current"].toSorted());
  });

  test("leaves the snapshot before current when a table cannot be written", async () => {
    const first = await publishTables(loaded);
    const broken = { ...touchpoints, query: "select error('out of order') as profile_id" };
    await expect(publishTables(loaded, [profileIdentifiers, broken])).rejects.toThrow();
    expect(await currentOf()).toBe(first);
    expect((await readdir(snapshots)).toSorted()).toEqual([first, "current"].toSorted());
  });
});

test("a column of a type that readers take differently is refused", async () => {
  const workspace = await openWorkspace(loaded);
  const nested = { ...touchpoints, query: "select [1, 2] as numbers" };
  await expect(publish(contextOf(loaded, workspace), facts, [nested])).rejects.toThrow(
    /fct_touchpoints.numbers is published as INTEGER\[\]/,
  );
  await workspace.close();
});
