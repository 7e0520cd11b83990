import { mkdir, readlink, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LoadedConfig } from "../../pipeline/config.ts";
import { rebuild, run } from "../../pipeline/run.ts";
import { queryRows } from "../../pipeline/snapshots/query.ts";
import { newProject } from "./snapshots/project-fixture.ts";

const event = {
  event_id: "e1",
  channel: "web",
  event_type: "order_completed",
  occurred_at: "2026-01-01T10:00:00Z",
  identifiers: { anonymous_id: "a1" },
};

let loaded: LoadedConfig;
let config = "";
let snapshots = "";
beforeAll(async () => {
  loaded = await newProject("journeys: [{ name: purchase, goal: { event_type: order_completed } }]\n");
  config = join(loaded.folder, "polku.yaml");
  snapshots = join(loaded.workspace, "snapshots");
  await mkdir(join(loaded.folder, "data"));
  await writeFile(join(loaded.folder, "data/a.ndjson"), `${JSON.stringify(event)}\n`);
  await run({ config });
});
afterAll(() => rm(loaded.folder, { recursive: true }));

const current = () => readlink(join(snapshots, "current"));

test.each([
  [
    "a file is cut",
    (folder: string) => truncate(join(folder, "fct_paths.parquet"), 10),
    "fct_paths.parquet has 10 of ",
  ],
  ["nothing points at it", () => rm(join(snapshots, "current")), "snapshots/current is missing"],
])("a run publishes again from the store where %s, and says so", async (_what, damage, fault) => {
  const before = await current();
  await damage(join(snapshots, before));
  const { snapshot_id, warnings, sources } = await run({ config });
  expect(warnings).toEqual([expect.stringContaining(`${before} was not whole: ${fault}`)]);
  expect(sources).toMatchObject([{ records: 0 }]);
  expect(snapshot_id).not.toBe(before);
  expect(await current()).toBe(snapshot_id);
  expect(await queryRows(loaded, "select count(*) as n from fct_journeys")).toEqual([{ n: 1 }]);
  expect(await run({ config })).toMatchObject({ snapshot_id, warnings: [] });
});

test("a run does not take the current snapshot for another that a broken-off run pointed at", async () => {
  const before = await current();
  const { snapshot_id } = await rebuild({ config });
  await rm(join(snapshots, "current"));
  await symlink(before, join(snapshots, "current"));
  const again = await run({ config });
  expect(again.snapshot_id).not.toBe(snapshot_id);
  expect(await current()).toBe(again.snapshot_id);
});

test("a run warns of no group that has as many links as were thought possible", async () => {
  const project = await newProject("identity: { max_component_links: 2 }\n");
  await mkdir(join(project.folder, "data"));
  const lines = ["u1", "u2"].map((user_id) =>
    JSON.stringify({ ...event, event_id: user_id, identifiers: { user_id, anonymous_id: "a1" } }),
  );
  await writeFile(join(project.folder, "data/a.ndjson"), lines.join("\n"));
  expect((await run({ config: join(project.folder, "polku.yaml") })).warnings).toEqual([]);
  await rm(project.folder, { recursive: true });
});
