import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { doctorResultSchema, exportResultSchema, runResultSchema } from "../../models/results.ts";
import {
  doctor,
  exportTables,
  listQuarantine,
  PolkuError,
  query,
  replayQuarantine,
  run,
  showQuarantine,
} from "../../pipeline/index.ts";
import { newProject } from "./snapshots/project-fixture.ts";

let folder = "";
let config = "";

const longEvent = JSON.stringify({
  event_id: "e1",
  channel: "web",
  event_type: "page_viewed",
  occurred_at: "2026-01-01T10:00:00Z",
  identifiers: { email: "ada@example.com" },
  properties: { note: "x".repeat(500) },
});

beforeAll(async () => {
  ({ folder } = await newProject("limits: { max_line_bytes: 300 }\nquarantine: { max_share: 1 }\n"));
  config = join(folder, "polku.yaml");
  await mkdir(join(folder, "data"));
  await writeFile(join(folder, "data/a.ndjson"), `${longEvent}\n`);
});
afterAll(() => rm(folder, { recursive: true }));

test("the library walks from a record set aside to the tables, as the command line does", async () => {
  expect(doctorResultSchema.parse(await doctor({ config })).checks.length).toBeGreaterThan(4);
  const first = runResultSchema.parse(await run({ config }));
  expect(first).toMatchObject({ profiles: 0, data_end: null });
  const [entry] = await listQuarantine({ config });
  expect(entry).toMatchObject({ reason: "line_too_long", position: 1 });
  expect((await showQuarantine(entry?.quarantine_id ?? 0, { config })).record).toBe(longEvent);

  await newLimits();
  expect(await replayQuarantine({ config })).toEqual({ replayed: 1, mapped: 1, quarantined_records: 0 });
  const second = await run({ config });
  expect(second).toMatchObject({ profiles: 1, known_profiles: 1, data_end: "2026-01-01T10:00:00.000Z" });
  expect(await query("select value from dim_profile_identifiers", { config })).toEqual([
    { value: "ada@example.com" },
  ]);
  const exported = await exportTables({ config, to: join(folder, "out"), format: "parquet" });
  expect(exportResultSchema.parse(exported).identifiers).toBe("hashed");
  expect(await readdir(join(folder, "out"))).toContain("dim_profiles.parquet");
});

/** The same project with room for long records. */
const newLimits = (): Promise<void> =>
  writeFile(config, "sources: [{ name: shop, connector: polku/events, files: data/* }]\n");

test("what fails rejects with a code", async () => {
  await expect(query("select 1", { config: join(folder, "none.yaml") })).rejects.toBeInstanceOf(PolkuError);
  await expect(query("select nope", { config })).rejects.toMatchObject({ code: "query_failed", exitCode: 2 });
});
