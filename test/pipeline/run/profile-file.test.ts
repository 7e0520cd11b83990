import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { manifestSchema } from "../../../models/manifest.ts";
import { runProfileSchema, runResultSchema } from "../../../models/results.ts";
import { newProject } from "../snapshots/project-fixture.ts";
import { runCommand } from "../commands/run-command.ts";

let folder = "";
let config = "";

beforeAll(async () => {
  ({ folder } = await newProject("journeys: [{ name: purchase, goal: { event_type: order_completed } }]\n"));
  config = join(folder, "polku.yaml");
  await mkdir(join(folder, "data"));
  const event = {
    event_id: "e1",
    channel: "web",
    event_type: "order_completed",
    occurred_at: "2026-01-01T10:00:00Z",
    identifiers: { anonymous_id: "a1" },
  };
  await writeFile(join(folder, "data/a.ndjson"), `${JSON.stringify(event)}\n`);
});
afterAll(() => rm(folder, { recursive: true }));

const profileIn = async (file: string) => runProfileSchema.parse(JSON.parse(await readFile(file, "utf8")));

const rowsByName = (tables: readonly { readonly name: string; readonly rows: number }[]) =>
  Object.fromEntries(tables.map(({ name, rows }) => [name, rows]));

describe("polku run --profile", () => {
  test("writes what each stage and each of its parts took, beside the result", async () => {
    const file = join(folder, "logs/profile.json");
    const { stdout } = await runCommand(["run", "--config", config, "--json", "--profile", file]);
    const result = runResultSchema.parse(JSON.parse(stdout.toString()));
    const { run_id, snapshot_id, stages, seconds } = await profileIn(file);
    expect([run_id, snapshot_id]).toEqual([result.run_id, result.snapshot_id]);
    expect(stages.map(({ name, rows }) => [name, rows])).toEqual(
      result.stages.map(({ name, rows }) => [name, rows]),
    );
    expect(seconds).toBeGreaterThan(0);
    const partsOf = (stage: string) => stages.find(({ name }) => name === stage)?.parts ?? [];
    const manifest = manifestSchema.parse(
      JSON.parse(await readFile(join(result.snapshot_dir, "manifest.json"), "utf8")),
    );
    // Tables are written side by side: in any order.
    const tables = partsOf("publish").filter(({ name }) => name !== "restate");
    expect(rowsByName(tables)).toEqual(rowsByName(manifest.tables));
    // Proofs read the tables for several audits at once.
    const audits = partsOf("audit").flatMap(({ name }) => (name.startsWith("prove_") ? [] : name));
    expect(audits.toSorted()).toEqual(manifest.audits.map(({ name }) => name).toSorted());
    expect(partsOf("build").map(({ name }) => name)).toContain("fct_paths");
  });

  test("prints a short table of the dearest parts after the story", async () => {
    const file = join(folder, "rebuild.json");
    const { stdout } = await runCommand(["rebuild", "--config", config, "--profile", file]);
    expect(stdout.toString()).toMatch(/^stage +part +rows +time +cpu +spilled$/m);
    expect(stdout.toString()).toMatch(/, cpu .*, memory .*, spilled 0 B in all$/m);
  });

  test("is written also where the run fails, without ids", async () => {
    const file = join(folder, "failed.json");
    await rm(join(folder, "polku.secret"));
    const { code } = await runCommand(["run", "--config", config, "--profile", file]);
    expect(code).toBe(3);
    expect(await profileIn(file)).toMatchObject({ run_id: null, snapshot_id: null, stages: [] });
  });

  test("is refused before the run where its file cannot be written", async () => {
    const { code, stderr } = await runCommand(["run", "--config", config, "--profile", folder]);
    expect(code).toBe(2);
    expect(stderr).toContain("cannot be written (EISDIR)");
  });
});
