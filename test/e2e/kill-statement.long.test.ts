import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compareSnapshots } from "../../bench/compare-snapshots.ts";
import { listStatements } from "../../pipeline/index.ts";
import { cliFile, compileCli, type Ended, start } from "../pipeline/cli-process.ts";
import { Playground } from "../property/playground.ts";
import { arrivalsOf, neutralRecord, neutralSettings } from "../world/neutral.ts";

const said = [
  {
    kind: "join",
    identifiers: ["user_id:m", "user_id:p"],
    reason: "one card",
    at: "2026-02-01",
    author: "a",
  },
  { kind: "block", identifiers: ["phone:+358401234567"], at: "2026-02-02", author: "a" },
];

const records = [
  neutralRecord("e1", "01-01 10:00", { identifiers: { user_id: "m", email: "maija@example.com" } }),
  neutralRecord("e2", "01-02 10:00", { identifiers: { user_id: "p", phone: "+358401234567" } }),
  neutralRecord("e3", "01-03 10:00", { identifiers: { email: "x@example.com", phone: "+358401234567" } }),
];

const parent = mkdtempSync(join(tmpdir(), "polku-kill-statement-"));
const place = (name: string): string => join(parent, name);

const polku = (folder: string, args: readonly string[], faultAt?: string): Promise<Ended> =>
  start(process.execPath, [cliFile, ...args], {
    cwd: folder,
    env: { ...process.env, ...(faultAt === undefined ? {} : { FAULT_AT: faultAt }) },
  }).ended;

const apply = ["identity", "apply", "said.json"];

beforeAll(async () => {
  compileCli();
  const playground = Playground.create(neutralSettings());
  playground.write("1", arrivalsOf(records));
  writeFileSync(join(playground.folder, "said.json"), JSON.stringify(said));
  await playground.run();
  cpSync(playground.folder, place("before"), { recursive: true, verbatimSymlinks: true });
  cpSync(playground.folder, place("undisturbed"), { recursive: true, verbatimSymlinks: true });
  playground.remove();
  expect((await polku(place("undisturbed"), apply)).code).toBe(0);
});
afterAll(() => rmSync(parent, { recursive: true }));

const killedAt = async (point: string): Promise<{ folder: string; stored: number }> => {
  const folder = place(point);
  cpSync(place("before"), folder, { recursive: true, verbatimSymlinks: true });
  const { signal, stderr } = await polku(folder, apply, point);
  expect(signal, stderr).toBe("SIGKILL");
  return { folder, stored: (await listStatements({ config: join(folder, "polku.yaml") })).length };
};

const current = (folder: string): string => join(folder, "workspace/snapshots/current");

const refuseDifferent = async (folder: string): Promise<void> => {
  const differences = await compareSnapshots(current(folder), current(place("undisturbed")));
  expect(Object.keys(differences).length).toBeGreaterThan(10);
  expect(Object.entries(differences).filter(([, rows]) => rows > 0)).toEqual([]);
};

describe("statements that are applied while the process is killed", () => {
  test.each(["statements-added", "admit", "resolve-middle"])(
    "at %s: nothing of them is stored, and applying them again gives what it gives undisturbed",
    async (point) => {
      const { folder, stored } = await killedAt(point);
      expect(stored).toBe(0);
      expect((await polku(folder, apply)).code).toBe(0);
      await refuseDifferent(folder);
    },
  );

  test.each(["resolve-committed", "build-model", "build-commit", "publish-file", "publish-moved"])(
    "at %s: all of them are stored, and the next run publishes what follows",
    async (point) => {
      const { folder, stored } = await killedAt(point);
      expect(stored).toBe(said.length);
      const { code, stderr } = await polku(folder, ["run"]);
      expect(code, stderr).toBe(0);
      await refuseDifferent(folder);
    },
  );
});
