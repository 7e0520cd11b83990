import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadConfig, type LoadedConfig } from "../../pipeline/config.ts";
import { Warehouse } from "../../pipeline/warehouse/warehouse.ts";
import { openExistingWorkspace, openWorkspace, storeFile } from "../../pipeline/workspace.ts";

const packageRoot = join(import.meta.dirname, "../..");

let folder = "";
let loaded: LoadedConfig;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "polku-workspace-"));
  const file = join(folder, "polku.yaml");
  await writeFile(file, "sources: [{ name: a, connector: polku/events, files: x }]\n");
  loaded = await loadConfig(file);
});
afterEach(() => rm(folder, { recursive: true }));

/** Tables that the first version did not have. */
const laterTables = [
  "statements",
  "stated_pairs",
  "stated_values",
  "identity_health_runs",
  "restatements",
  "stitching_uplift",
  "event_households",
  "household_values",
  "household_rules",
  "owned_events",
  "stream_offsets",
  "stream_gaps",
];
/** Columns of `runs` that it did not have. */
const laterColumns = ["stages", "models", "store_bytes", "snapshot_bytes"];

/** Runs statements in the store, as no program of ours would. */
const inStore = async (sql: string): Promise<void> => {
  const engine = { memory_limit: "1GB", threads: 1, temp_directory: undefined };
  const warehouse = await Warehouse.open(storeFile(loaded.workspace), engine);
  await warehouse.writer.run(sql);
  warehouse.close();
};

const writeVersion = (version: number): Promise<void> =>
  inStore(`update store_meta set value = '${String(version)}' where key = 'schema_version'`);

describe("a workspace that is opened for the first time", () => {
  test("gets its folder, its tables and a secret that only its owner can read", async () => {
    const workspace = await openWorkspace(loaded);
    expect(await workspace.warehouse.writer.count("select count(*) from events")).toBe(0);
    await workspace.close();
    const secret = join(folder, "polku.secret");
    expect((await stat(secret)).mode & 0o777).toBe(0o600);
    expect(await readFile(secret, "utf8")).toBe(workspace.secret.toString());
    expect(workspace.secret).toHaveLength(64);
  });

  test("takes a secret that is there, without its line end", async () => {
    await writeFile(join(folder, "polku.secret"), "brought along\n");
    const workspace = await openWorkspace(loaded);
    expect(workspace.secret.toString()).toBe("brought along");
    await workspace.close();
  });

  test("makes the secret that a power cut left empty", async () => {
    await writeFile(join(folder, "polku.secret"), "", { mode: 0o600 });
    const workspace = await openWorkspace(loaded);
    expect(workspace.secret.toString()).toMatch(/^[0-9a-f]{64}$/);
    await workspace.close();
  });

  test("is not made by a command that only looks", async () => {
    await expect(openExistingWorkspace(loaded)).rejects.toThrow(/nothing was run in it yet/);
  });
});

describe("a workspace that is opened again", () => {
  beforeEach(async () => (await openWorkspace(loaded)).close());

  test("keeps its secret and leaves no pid behind", async () => {
    const first = await readFile(join(folder, "polku.secret"), "utf8");
    const workspace = await openExistingWorkspace(loaded);
    expect(workspace.secret.toString()).toBe(first);
    expect(await readFile(join(workspace.path, "polku.pid"), "utf8")).toBe(`${String(process.pid)}\n`);
    await workspace.close();
    await expect(stat(join(workspace.path, "polku.pid"))).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("refuses another secret, a missing one and an empty one", async () => {
    const secret = join(folder, "polku.secret");
    await writeFile(secret, "another");
    await expect(openWorkspace(loaded)).rejects.toMatchObject({ code: "secret_changed", exitCode: 3 });
    await writeFile(secret, "\n");
    await expect(openWorkspace(loaded)).rejects.toMatchObject({ code: "secret_unreadable" });
    await rm(secret);
    await expect(openWorkspace(loaded)).rejects.toMatchObject({ code: "secret_unreadable" });
  });

  test("is refused by an older program and taken by the same", async () => {
    await writeVersion(99);
    await expect(openWorkspace(loaded)).rejects.toThrow(/schema version 99 is newer than 4/);
    await writeVersion(4);
    await (await openWorkspace(loaded)).close();
  });

  test("brings a store of the first version to today's, with what it holds", async () => {
    await inStore(
      `insert into runs (run_id, started_at, snapshot_id) values ('r1', timestamp '2026-01-01', 's1');
      ${laterColumns.map((column) => `alter table runs drop column ${column}`).join(";")};
      ${laterTables.map((table) => `drop table ${table}`).join(";")};
      update store_meta set value = '1' where key = 'schema_version'`,
    );
    const workspace = await openWorkspace(loaded);
    const { writer } = workspace.warehouse;
    expect(await writer.row("select run_id, stages, store_bytes from runs")).toEqual({
      run_id: "r1",
      stages: null,
      store_bytes: null,
    });
    expect(await writer.count("select value from store_meta where key = 'schema_version'")).toBe(4);
    await workspace.close();
  });

  test.each([
    ["without a version", "delete from store_meta where key = 'schema_version'"],
    ["of a version before the first", "update store_meta set value = '0' where key = 'schema_version'"],
    ["of something else", "drop table store_meta"],
  ])("refuses a store %s, and leaves it as it is", async (_what, change) => {
    await inStore(change);
    await expect(openWorkspace(loaded)).rejects.toMatchObject({
      code: "workspace_unusable",
      message: expect.stringContaining("no store of polku"),
    });
    await inStore("select count(*) from events");
  });

  test("says so when its store is damaged", async () => {
    await writeFile(storeFile(loaded.workspace), "not a database ".repeat(1000));
    await expect(openWorkspace(loaded)).rejects.toThrow(/polku.duckdb is damaged/);
  });

  test.each([
    ["is a file", "file", /a file stands where a folder has to be/],
    ["is inside a file", "file/workspace", /a file stands where a folder has to be/],
  ])("says so when its folder %s", async (_what, path, problem) => {
    await writeFile(join(folder, "file"), "");
    const inside = { ...loaded, workspace: resolve(folder, path) };
    await expect(openWorkspace(inside)).rejects.toMatchObject({ code: "workspace_unusable", exitCode: 1 });
    await expect(openWorkspace(inside)).rejects.toThrow(problem);
  });

  test("says so when a file of its own cannot be written, and is free again", async () => {
    await mkdir(join(loaded.workspace, "polku.pid"));
    await expect(openWorkspace(loaded)).rejects.toMatchObject({
      code: "workspace_unusable",
      message: expect.stringContaining("a folder stands where a file has to be"),
    });
    await rm(join(loaded.workspace, "polku.pid"), { recursive: true });
    await (await openWorkspace(loaded)).close();
  });
});

describe("a workspace that is held", () => {
  test("by this process is in use, and free after it was closed", async () => {
    const workspace = await openWorkspace(loaded);
    await expect(openWorkspace(loaded)).rejects.toMatchObject({
      code: "workspace_in_use",
      details: { pid: String(process.pid) },
    });
    await workspace.close();
    await (await openWorkspace(loaded)).close();
  });

  test("by another process names that process", async () => {
    await (await openWorkspace(loaded)).close();
    const script = `
      import { DuckDBInstance } from "@duckdb/node-api";
      globalThis.kept = await DuckDBInstance.create(process.argv[1]);
      console.log("held");
      setInterval(() => {}, 1000);`;
    const holder = spawn(
      process.execPath,
      ["--input-type=module", "-e", script, storeFile(loaded.workspace)],
      { cwd: packageRoot, stdio: ["ignore", "pipe", "inherit"] },
    );
    await once(holder.stdout, "data");
    await expect(openWorkspace(loaded)).rejects.toMatchObject({
      code: "workspace_in_use",
      exitCode: 6,
      details: { pid: String(holder.pid) },
    });
    holder.kill("SIGKILL");
    await once(holder, "exit");
    await (await openWorkspace(loaded)).close();
  });
});
