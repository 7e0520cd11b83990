// A small world in several files, runs of the command line that are killed at a fault point, and what must hold
// afterwards: nothing half published, and the next run as if nothing had happened.
import { cpSync, mkdtempSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect } from "vitest";
import { compareSnapshots } from "../../bench/compare-snapshots.ts";
import type { FaultPoint } from "../../pipeline/fault-point.ts";
import { loadConfig } from "../../pipeline/config.ts";
import { queryRows } from "../../pipeline/snapshots/query.ts";
import { snapshotFault } from "../../pipeline/snapshots/wholeness.ts";
import { cliFile, type Ended, start } from "../pipeline/cli-process.ts";
import { Playground } from "../property/playground.ts";
import { randomCrowd, type World } from "../world/random-world.ts";

/** The largest of a few crowds; the same one every time. */
const world = fc
  .sample(randomCrowd, { seed: 11, numRuns: 12 })
  .reduce<World>((largest, other) => (other.arrivals.length > largest.arrivals.length ? other : largest), {
    settings: {},
    arrivals: [],
    dataEnd: undefined,
  });

const settings = { ...world.settings, publish: { keep_snapshots: 1 } };

/** How much of the world a run finds: two files of each source, then a third. */
const firstFiles = 2;
const allFiles = 3;

const write = (playground: Playground, from: number, to: number): void => {
  for (let file = from; file < to; file += 1) {
    playground.write(
      String(file),
      world.arrivals.filter((_arrival, index) => index % allFiles === file),
    );
  }
};

const runIn = (folder: string, faultAt?: string): Promise<Ended> =>
  start(
    process.execPath,
    [cliFile, "run", "--json", ...(world.dataEnd === undefined ? [] : ["--data-end", world.dataEnd])],
    { cwd: folder, env: { ...process.env, ...(faultAt === undefined ? {} : { FAULT_AT: faultAt }) } },
  ).ended;

const runToEnd = async (folder: string): Promise<void> => {
  const { code, stderr } = await runIn(folder);
  // 5: some records are broken on purpose.
  expect([0, 5], stderr).toContain(code);
};

const currentOf = (folder: string): string | undefined => {
  try {
    return readlinkSync(join(folder, "workspace/snapshots/current"));
  } catch {
    return undefined;
  }
};

/** What tells of this workspace and not of the evidence, without the names of runs. */
const history = `
  select 'history' as what, concat_ws('|', cause, profile_id, other_profile_id, source, event_id) as said
  from identity_history
  union all
  select 'quarantine', concat_ws('|', source, origin, position, reason, event_id) from quarantine
  union all
  select 'accounting', concat_ws('|', source, sum(records), sum(mapped), sum(quarantined_records), sum(received),
      sum(stored), sum(duplicate), sum(superseded), sum(quarantined))
  from ingest_accounting group by source
  order by all`;

const imbalance = `
  select source from ingest_accounting group by source
  having sum(records) <> sum(mapped) + sum(quarantined_records)
  or sum(received) <> sum(stored) + sum(duplicate) + sum(superseded) + sum(quarantined) + sum(erased)`;

/** What a whole workspace says of itself beside its tables. */
const toldBy = async (folder: string) => {
  const loaded = await loadConfig(join(folder, "polku.yaml"));
  return { history: await queryRows(loaded, history), imbalance: await queryRows(loaded, imbalance) };
};

export interface KillBench {
  /** Kills a run over everything at the n-th call of a point, runs again, and holds the result to the law. */
  killAt(point: FaultPoint, call: number, beginning: "first run" | "increment"): Promise<void>;
  remove(): void;
}

/** Makes the world's files, and a workspace that has read a part of them. */
export const openKillBench = async (): Promise<KillBench> => {
  const parent = mkdtempSync(join(tmpdir(), "polku-kill-"));
  const place = (name: string): string => join(parent, name);
  const prepared = Playground.create(settings);
  write(prepared, 0, firstFiles);
  cpSync(prepared.folder, place("half read"), { recursive: true });
  await runToEnd(place("half read"));
  write(prepared, firstFiles, allFiles);
  cpSync(prepared.folder, place("first run"), { recursive: true });
  cpSync(place("half read"), place("increment"), { recursive: true, verbatimSymlinks: true });
  cpSync(join(prepared.folder, "data"), join(place("increment"), "data"), { recursive: true });

  const undisturbed = async (name: "first run" | "increment") => {
    const folder = place(`${name}, undisturbed`);
    cpSync(place(name), folder, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    await runToEnd(folder);
    return { folder, told: await toldBy(folder) };
  };
  const known = new Map<"first run" | "increment", ReturnType<typeof undisturbed>>();
  const expectedOf = (beginning: "first run" | "increment"): ReturnType<typeof undisturbed> => {
    const expected = known.get(beginning) ?? undisturbed(beginning);
    known.set(beginning, expected);
    return expected;
  };

  return {
    async killAt(point, call, beginning) {
      const folder = place(`${beginning}, ${point}`);
      cpSync(place(beginning), folder, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
      const { signal, stderr } = await runIn(folder, `${point}:${String(call)}`);
      expect(signal, stderr).toBe("SIGKILL");
      const workspace = join(folder, "workspace");
      const between = currentOf(folder);
      if (beginning === "increment") expect(between).toBeDefined();
      if (between !== undefined) expect(await snapshotFault(workspace, between, "contents")).toBeUndefined();

      await runToEnd(folder);
      const current = currentOf(folder) ?? "";
      expect(await snapshotFault(workspace, current, "contents")).toBeUndefined();
      const { folder: other, told } = await expectedOf(beginning);
      const differences = await compareSnapshots(
        join(workspace, "snapshots/current"),
        join(other, "workspace/snapshots/current"),
      );
      expect(Object.keys(differences).length).toBeGreaterThan(10);
      expect(Object.entries(differences).filter(([, rows]) => rows > 0)).toEqual([]);
      expect(await toldBy(folder)).toEqual(told);
      rmSync(folder, { recursive: true });
    },
    remove() {
      prepared.remove();
      rmSync(parent, { recursive: true });
    },
  };
};
