import { mkdir, readlink, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import type { LoadedConfig } from "../../pipeline/config.ts";
import { run } from "../../pipeline/run.ts";
import { queryRows } from "../../pipeline/snapshots/query.ts";
import { plainText } from "../../pipeline/warehouse/plain-value.ts";
import { openWorkspace } from "../../pipeline/workspace.ts";
import { newProject } from "./snapshots/project-fixture.ts";

let loaded: LoadedConfig;
let config = "";
let snapshots = "";

const line = (id: string, fields: Record<string, unknown>): string =>
  `${JSON.stringify({
    event_id: id,
    channel: "web",
    event_type: "order_completed",
    occurred_at: "2026-01-01T10:00:00Z",
    identifiers: { anonymous_id: "a1" },
    ...fields,
  })}\n`;

beforeAll(async () => {
  loaded = await newProject("journeys: [{ name: purchase, goal: { event_type: order_completed } }]\n");
  config = join(loaded.folder, "polku.yaml");
  snapshots = join(loaded.workspace, "snapshots");
  await mkdir(join(loaded.folder, "data"));
  await writeFile(join(loaded.folder, "data/a.ndjson"), line("e1", {}) + line("e2", {}));
  await run({ config });
});
afterAll(() => rm(loaded.folder, { recursive: true }));

const current = () => readlink(join(snapshots, "current"));

test("a run remembers how long its stages and models took, and how much room it left", async () => {
  const workspace = await openWorkspace(loaded);
  const [remembered] = await workspace.warehouse.writer.rows("from runs");
  await workspace.close();
  const timed = z.array(z.object({ name: z.string(), seconds: z.number(), rows: z.number() }));
  const stages = timed.parse(JSON.parse(plainText(remembered?.["stages"])));
  expect(stages.map(({ name }) => name)).toEqual(["land", "admit", "resolve", "build", "audit", "publish"]);
  const models = timed.parse(JSON.parse(plainText(remembered?.["models"])));
  expect(models.length).toBeGreaterThan(10);
  expect(models).toEqual(models.toSorted((left, right) => right.seconds - left.seconds));
  expect(remembered?.["store_bytes"]).toBeGreaterThan(10_000);
  expect(remembered?.["snapshot_bytes"]).toBeGreaterThan(1000);
});

describe("a run with nothing new", () => {
  test("leaves the snapshot that is whole, and warns of nothing", async () => {
    const before = await current();
    expect(await run({ config })).toMatchObject({ snapshot_id: before, warnings: [] });
  });

  test("publishes again from the store where a file is missing, and says so", async () => {
    const before = await current();
    await rm(join(snapshots, before, "fct_journeys.parquet"));
    const { snapshot_id, warnings, sources } = await run({ config });
    expect(warnings).toEqual([
      expect.stringContaining(`${before} was not whole: fct_journeys.parquet is missing`),
    ]);
    expect(sources).toMatchObject([{ records: 0 }]);
    expect(snapshot_id).not.toBe(before);
    expect(await current()).toBe(snapshot_id);
    expect(await queryRows(loaded, "select count(*) as n from fct_journeys")).toEqual([{ n: 2 }]);
    expect(await run({ config })).toMatchObject({ snapshot_id, warnings: [] });
  });
});

const identifiersOf = (rows: readonly Record<string, unknown>[]): string =>
  rows.map((identifiers, index) => line(`e${String(index)}`, { identifiers })).join("");

const warningsOf = async (yaml: string, lines: string): Promise<readonly string[]> => {
  const project = await newProject(yaml);
  await mkdir(join(project.folder, "data"));
  await writeFile(join(project.folder, "data/a.ndjson"), lines);
  const { warnings } = await run({ config: join(project.folder, "polku.yaml") });
  await rm(project.folder, { recursive: true });
  return warnings;
};

describe("a warning of a run", () => {
  test("says which currency counts nowhere, and which namespaces nobody configured, without what may be a value", async () => {
    const rows = [{ shoe_size: "43" }, { "": "x" }, { "ada@example.com": "y" }, { anonymous_id: "a1" }];
    const warnings = await warningsOf(
      "",
      identifiersOf(rows) + line("e9", { value: 3, currency: "SEK", identifiers: { anonymous_id: "a2" } }),
    );
    expect(warnings.toSorted()).toEqual([
      expect.stringMatching(
        /^1 identifier links nobody in the namespace shoe_size, because identity\.namespaces/,
      ),
      expect.stringMatching(
        /^1 touchpoint has a value in another currency .* counts in no sum\. Set `currency` /,
      ),
      expect.stringMatching(/^2 identifiers link nobody, because the namespace is empty or is no name/),
    ]);
    expect(warnings.join()).not.toContain("ada@");
  });

  test("tells of groups with more links than were thought possible", async () => {
    const rows = [
      { user_id: "u1", anonymous_id: "a1" },
      { user_id: "u2", anonymous_id: "a1" },
    ];
    expect(await warningsOf("identity: { max_component_links: 1 }\n", identifiersOf(rows))).toEqual([
      expect.stringMatching(
        /^1 group of linked identifiers broke a rule with more than 1 link .*`polku query /,
      ),
    ]);
  });
});
