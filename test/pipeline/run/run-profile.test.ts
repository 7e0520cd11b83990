import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { RunProfile } from "../../../pipeline/run/run-profile.ts";

let folder = "";
let told: unknown[] = [];
let profile: RunProfile;

const listener = {
  begin: (...given: unknown[]) => void told.push(["begin", ...given]),
  advance: (...given: unknown[]) => void told.push(["advance", ...given]),
  part: (...given: unknown[]) => void told.push(["part", ...given]),
  end: (...given: unknown[]) => void told.push(["end", ...given]),
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "polku-spill-"));
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(() => {
  told = [];
  profile = new RunProfile(listener, folder);
});
afterEach(() => profile.stop());

describe("the profile of a run", () => {
  test("passes on everything that it is told", () => {
    profile.begin("build", "models");
    profile.advance(1, 2);
    profile.part("fct_paths", 7);
    profile.end(7);
    expect(told).toEqual([
      ["begin", "build", "models"],
      ["advance", 1, 2],
      ["part", "fct_paths", 7],
      ["end", 7],
    ]);
  });

  test("gives each part the time since the one before, and the stage all of it", async () => {
    profile.begin("build", "models");
    await setTimeout(30);
    profile.part("slow", 3);
    profile.part("fast", 0);
    profile.end(3);
    const [stage] = profile.measured().stages;
    expect(stage).toMatchObject({ name: "build", rows: 3 });
    expect(stage?.parts.map(({ name, rows }) => [name, rows])).toEqual([
      ["slow", 3],
      ["fast", 0],
    ]);
    const [slow, fast] = stage?.parts ?? [];
    expect(slow?.seconds).toBeGreaterThan(0.02);
    expect(fast?.seconds).toBeLessThan(0.02);
    expect(stage?.seconds).toBeGreaterThanOrEqual(slow?.seconds ?? Infinity);
    expect(stage?.peak_rss_bytes).toBeGreaterThan(1_000_000);
  });

  test("keeps stages that stand in one another apart", () => {
    profile.begin("land", "bytes");
    profile.begin("deduplicate", "rows");
    profile.part("inner", 1);
    profile.end(1);
    profile.end(2);
    const stages = profile.measured().stages;
    expect(stages.map(({ name, rows, parts }) => [name, rows, parts.length])).toEqual([
      ["deduplicate", 1, 1],
      ["land", 2, 0],
    ]);
  });

  test("sees what the engine spills, and whose stage it is", async () => {
    profile.begin("resolve", "rows");
    profile.end(0);
    // Before there is anything to see: whoever looks between two stages finds it for neither.
    profile.begin("build", "models");
    await writeFile(join(folder, "other"), "not the engine's");
    await writeFile(join(folder, "duckdb_temp_storage_DEFAULT-0.tmp"), Buffer.alloc(4096));
    while (profile.measured().peak_spilled_bytes === 0) await setTimeout(20);
    profile.part("big", 1);
    profile.end(1);
    const { stages, peak_spilled_bytes } = profile.measured();
    expect(stages.map((stage) => stage.peak_spilled_bytes)).toEqual([0, 4096]);
    expect(stages[1]?.parts[0]?.peak_spilled_bytes).toBe(4096);
    expect(peak_spilled_bytes).toBe(4096);
  });
});
