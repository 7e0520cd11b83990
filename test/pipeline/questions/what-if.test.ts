import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { whatIfResultSchema, type WhatIfResult } from "../../../models/results.ts";
import { whatIf } from "../../../pipeline/index.ts";
import { Playground, type Tables } from "../../property/playground.ts";
import { arrivalsOf, neutralRecord, neutralSettings } from "../../world/neutral.ts";
import { runCommand } from "../commands/run-command.ts";

const purchase = { name: "purchase", goal: { event_type: "order_completed" } };
const buying = {
  name: "buying",
  window_days: 7,
  steps: [{ event_type: "page_viewed" }, { event_type: "order_completed" }],
};
const settings = neutralSettings({ journeys: [purchase], funnels: [buying] });
const changes = [
  "identity.namespaces.user_id.limit=2",
  "sessions.gap_minutes=120",
  "identity.namespaces.email.limit=1",
];

// Maija has two accounts at one address; Pekka has two addresses on one account; a1 is Maija's alone.
const records = [
  neutralRecord("e1", "01-01 10:00", { identifiers: { anonymous_id: "a1" } }),
  neutralRecord("e2", "01-01 11:00", { identifiers: { user_id: "m1", anonymous_id: "a1" } }),
  neutralRecord("e3", "01-01 12:00", { identifiers: { user_id: "m1", email: "maija@example.com" } }),
  neutralRecord("e4", "01-02 10:00", {
    identifiers: { user_id: "m2", email: "maija@example.com" },
    event_type: "order_completed",
  }),
  neutralRecord("e5", "01-03 10:00", { identifiers: { user_id: "p", email: "pekka@example.com" } }),
  neutralRecord("e6", "01-03 11:00", {
    identifiers: { user_id: "p", email: "pekka@work.example" },
    event_type: "order_completed",
  }),
];

const digestOf = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .map((name) => [name, join(folder, name)] as const)
      .filter(([, path]) => statSync(path).isFile())
      .map(([name, path]) => [name, createHash("sha256").update(readFileSync(path)).digest("hex")]),
  );

let playground: Playground;
let before: Tables;
let temporary: string;
beforeAll(async () => {
  playground = Playground.create(settings);
  playground.write("1", arrivalsOf(records));
  await playground.run();
  before = await playground.tables();
  temporary = join(playground.folder, "tmp");
});
afterAll(() => playground.remove());

const ask = async (...set: readonly string[]): Promise<WhatIfResult> =>
  whatIfResultSchema.parse(await whatIf({ config: playground.config, set }));

describe("what if", () => {
  it("changes nothing by the setting that holds, and no byte of the workspace", async () => {
    const disk = digestOf(playground.folder);
    // What a process left that was killed goes, but nothing of one that may be running.
    for (const name of ["what-if-dead", "what-if-alive"])
      mkdirSync(join(temporary, name), { recursive: true });
    utimesSync(join(temporary, "what-if-dead"), new Date("2026-01-01"), new Date("2026-01-01"));
    const result = await ask("identity.namespaces.user_id.limit=1");
    expect(result.profiles).toMatchObject({
      before: 3,
      after: 3,
      merged: 0,
      split: 0,
      moved: 0,
      examples: [],
    });
    expect(result.journeys).toMatchObject({ before: 3, after: 3, converted_before: 2, converted_after: 2 });
    expect(result.tables.every((one) => one.rows_added + one.rows_removed + one.rows_changed === 0)).toBe(
      true,
    );
    expect(result.tables.map(({ table }) => table)).toEqual(
      Object.keys(before)
        .filter((name) => name !== "fct_stitching_uplift")
        .toSorted(),
    );
    expect(digestOf(playground.folder)).toEqual(disk);
    expect(readdirSync(temporary)).toEqual(["what-if-alive"]);
    rmSync(temporary, { recursive: true });
  });

  it("tells which profiles would be one, and what that makes of their journeys", async () => {
    const {
      profiles,
      journeys,
      funnels,
      drop_offs: points,
    } = await ask("identity.namespaces.user_id.limit=2");
    expect(profiles).toMatchObject({ before: 3, after: 2, merged: 2, split: 0, moved: 0 });
    expect(profiles.examples).toHaveLength(1);
    expect(profiles.examples[0]).toMatchObject({ kind: "merged" });
    expect(profiles.examples[0]?.identifiers.map(({ identifier }) => identifier).toSorted()).toEqual([
      "anonymous_id:a1",
      "email:maija@example.com",
      "user_id:m1",
      "user_id:m2",
    ]);
    expect(journeys.by_name).toEqual([
      {
        journey_name: "purchase",
        journeys_before: 3,
        journeys_after: 2,
        converted_before: 2,
        converted_after: 2,
        dropped_before: 0,
        dropped_after: 0,
        open_before: 1,
        open_after: 0,
      },
    ]);
    expect(funnels.map((step) => [step.profiles_before, step.profiles_after])).toEqual([
      [2, 2],
      [1, 2],
    ]);
    expect(points).toHaveLength(1);
    expect(points[0]).toMatchObject({
      step_label: "web/page_viewed",
      drop_offs_before: 4,
      drop_offs_after: 4,
      continued_later_before: 3,
      continued_later_after: 4,
      open_before: 1,
      open_after: 0,
    });
  });

  it("tells which profile would be taken apart, and which identifier would leave it", async () => {
    const { profiles } = await ask("identity.namespaces.email.limit=1");
    expect(profiles).toMatchObject({ before: 3, after: 4, merged: 0, split: 1, moved: 1 });
    const [example] = profiles.examples;
    expect(example).toMatchObject({ kind: "split" });
    expect(example?.profiles_before).toHaveLength(1);
    expect(example?.profiles_after).toHaveLength(2);
  });

  it("tells what statements would change, and announces what stating them gives", async () => {
    const statements = join(playground.folder, "statements.yaml");
    writeFileSync(
      statements,
      "- { kind: join, identifiers: [{ namespace: user_id, value: p }, { namespace: user_id, value: m2 }] }\n",
    );
    const disk = digestOf(join(playground.folder, "workspace"));
    const result = whatIfResultSchema.parse(await whatIf({ config: playground.config, statements }));
    expect(result.changes).toEqual(["1 new statement"]);
    expect(result.profiles).toMatchObject({ before: 3, after: 2, merged: 2, split: 0, moved: 0 });
    expect(result.tables.find(({ table }) => table === "dim_profiles")).toMatchObject({ rows_removed: 1 });
    expect(digestOf(join(playground.folder, "workspace"))).toEqual(disk);
    expect(existsSync(temporary)).toBe(false);
    await expect(whatIf({ config: playground.config, statements: "nowhere.yaml" })).rejects.toThrow(
      "nowhere.yaml",
    );
  });

  it("refuses what it cannot try out, with the nearest name", async () => {
    await expect(ask()).rejects.toThrow("needs something that would be otherwise");
    await expect(ask("identity.namespces.email.limit=3")).rejects.toThrow("did you mean namespaces?");
    await expect(ask("identity.namespaces.email.limit=none")).rejects.toThrow(
      "--set: identity.namespaces.email.limit: is a text and must be a number",
    );
    await expect(ask("idenity.policy=polku")).rejects.toThrow("did you mean identity?");
    await expect(ask("engine.threads=1")).rejects.toThrow("decides nothing");
    await expect(ask("journeys.purchase.idle_days=3")).rejects.toThrow("give it whole");
    await expect(ask("sessions")).rejects.toThrow("KEY=VALUE");
    await expect(ask("sessions.gap_minutes=[")).rejects.toThrow("YAML");
  });

  it("says it in words", async () => {
    const set = changes.flatMap((change) => ["--set", change]);
    const { stdout, code } = await runCommand(["identity", "what-if", "--config", playground.config, ...set]);
    const text = stdout.toString();
    expect(code).toBe(0);
    expect(text).toContain("2 profiles would be part of one with others, 1 profile would be split");
    expect(text).toContain("Would be one, p_");
    expect(text).toContain("Would be taken apart, p_");
  });
});
