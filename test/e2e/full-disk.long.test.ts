// A disk that fills, at each stage: a message that names it, nothing half published, and the next run as if it had
// never happened.
import { cpSync, mkdirSync, mkdtempSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, type TestContext } from "vitest";
import { compareSnapshots } from "../../bench/compare-snapshots.ts";
import { query } from "../../pipeline/index.ts";
import { run } from "../../pipeline/run.ts";
import type { StageName } from "../../pipeline/run/run-context.ts";
import { snapshotFault } from "../../pipeline/snapshots/wholeness.ts";
import { cliFile, compileCli, start } from "../pipeline/cli-process.ts";
import { SmallDisk } from "./small-disk.ts";

const parent = mkdtempSync(join(tmpdir(), "polku-full-"));
const disk = SmallDisk.create(200);
const spillDisk = SmallDisk.create(1);

const needed = (context: TestContext, wanted: SmallDisk | undefined): SmallDisk => {
  if (wanted === undefined) return context.skip("mounting a small disk is not permitted here");
  return wanted;
};

const eventLine = (number: number): string =>
  JSON.stringify({
    event_id: `e${String(number)}`,
    channel: ["web", "email", "service"][number % 3],
    event_type: number % 7 === 0 ? "order_completed" : "page_viewed",
    occurred_at: new Date(Date.UTC(2026, 0, 1 + (number % 28), 10, number % 60)).toISOString(),
    identifiers: { anonymous_id: `a${String(number % 997)}`, email: `p${String(number % 499)}@example.com` },
    properties: { text: String((number * 7919) % 1_000_003).repeat(3) },
  });

const writeEvents = (file: string, from: number, to: number): void => {
  const lines = Array.from({ length: to - from }, (_, index) => `${eventLine(from + index)}\n`);
  mkdirSync(join(parent, "data"), { recursive: true });
  writeFileSync(join(parent, "data", file), lines.join(""));
};

/** A configuration over the files of a glob. */
const configured = (name: string, workspace: string, engine: string, files = "*"): string => {
  const file = join(parent, `${name}.yaml`);
  writeFileSync(
    file,
    `workspace: ${JSON.stringify(workspace)}
engine: { threads: 2, ${engine} }
sources: [{ name: shop, connector: polku/events, files: "data/${files}" }]
journeys: [{ name: purchase, goal: { event_type: order_completed } }]
`,
  );
  return file;
};

const roomy = 'memory_limit: 1GB, temp_directory: "spill"';
const base = join(parent, "base");
const whole = join(parent, "whole");

const differing = async (workspace: string): Promise<string[]> => {
  const differences = await compareSnapshots(
    join(workspace, "snapshots/current"),
    join(whole, "snapshots/current"),
  );
  expect(Object.keys(differences).length).toBeGreaterThan(10);
  return Object.entries(differences).flatMap(([table, rows]) => (rows === 0 ? [] : [table]));
};

beforeAll(async () => {
  compileCli();
  writeEvents("a.ndjson", 0, 4000);
  await run({ config: configured("base", base, roomy) });
  writeEvents("b.ndjson", 4000, 30_000);
  cpSync(base, whole, { recursive: true, verbatimSymlinks: true });
  await run({ config: configured("whole", whole, roomy) });
});

afterAll(() => {
  disk?.remove();
  spillDisk?.remove();
  rmSync(parent, { recursive: true });
});

/** Runs, with the disk full from the moment when a stage begins. */
const runFullAt = (full: SmallDisk, config: string, stage: StageName) =>
  run({
    config,
    reporter: {
      begin: (begun) => {
        if (begun === stage) full.fill();
      },
      advance: () => undefined,
      end: () => undefined,
    },
  });

describe("the disk of the workspace", () => {
  test.for(["land", "admit", "resolve", "build", "audit", "publish"] as const)(
    "that is full when %s begins is named; the next run completes",
    async (stage, context) => {
      const full = needed(context, disk);
      const workspace = join(full.folder, "workspace");
      cpSync(base, workspace, { recursive: true, verbatimSymlinks: true });
      const before = readlinkSync(join(workspace, "snapshots/current"));
      const config = configured("full", workspace, roomy);
      await expect(runFullAt(full, config, stage)).rejects.toMatchObject({
        code: "disk_full",
        exitCode: 1,
        details: { folder: workspace, key: "workspace" },
      });
      expect(readlinkSync(join(workspace, "snapshots/current"))).toBe(before);
      expect(await snapshotFault(workspace, before, "contents")).toBeUndefined();
      full.empty();
      await run({ config });
      expect(await differing(workspace)).toEqual([]);
      rmSync(workspace, { recursive: true });
    },
  );

  test("that is too small for a first run ends it with 1, and with more room the next completes", async (context) => {
    const small = needed(context, SmallDisk.create(3));
    const workspace = join(small.folder, "workspace");
    const config = configured("small", workspace, roomy);
    const polku = () => start(process.execPath, [cliFile, "run", "--json", "--config", config]).ended;
    const { code, stdout, stderr } = await polku();
    expect([code, stdout.toString()]).toEqual([1, ""]);
    expect(stderr).toMatch(/polku: The disk of .*workspace is full: .* free\.\nMake room there/);
    small.grow(200);
    expect((await polku()).code).toBe(0);
    expect(await differing(workspace)).toEqual([]);
    small.remove();
  });
});

test("a disk that is read-only is named by a run, and read on by readers", async (context) => {
  const small = needed(context, SmallDisk.create(50));
  const workspace = join(small.folder, "workspace");
  const config = configured("read only", workspace, roomy, "a.ndjson");
  await run({ config });
  small.makeReadOnly();
  await expect(run({ config })).rejects.toMatchObject({
    code: "workspace_unusable",
    message: expect.stringContaining("cannot be written to: its disk is read-only"),
  });
  expect(await query("select count(*) as n from fct_touchpoints", { config })).toEqual([{ n: 4000 }]);
  small.remove();
});

test("the disk for spilled data that is full is named; with more room the next run completes", async (context) => {
  const small = needed(context, spillDisk);
  const workspace = join(parent, "spilling");
  const spilling = (memory: string): string => {
    const folder = JSON.stringify(join(small.folder, "spill"));
    return configured("spilling", workspace, `memory_limit: ${memory}, temp_directory: ${folder}`);
  };
  await expect(run({ config: spilling("90MB") })).rejects.toMatchObject({
    code: "disk_full",
    details: { folder: join(small.folder, "spill"), key: "engine.temp_directory" },
  });
  small.grow(500);
  await run({ config: spilling("150MB") });
  expect(await differing(workspace)).toEqual([]);
});
