import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadConfig, type LoadedConfig } from "../../../pipeline/config.ts";
import { runContext } from "../../../pipeline/run/run-context.ts";
import { StageClock } from "../../../pipeline/run/stage-clock.ts";
import { FileWatch, type Look } from "../../../pipeline/stream/file-watch.ts";
import { keepOpen, type KeptWorkspace } from "../../../pipeline/workspace/kept-workspace.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "polku-watch-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** Long enough for several blocks, so that it can be left in the middle. */
const eventsOf = (file: string, count: number): string =>
  Array.from({ length: count }, (_, number) =>
    JSON.stringify({
      event_id: `${file}-${number}`,
      channel: "web",
      event_type: "page_viewed",
      occurred_at: "2026-01-01T10:00:00Z",
      identifiers: { anonymous_id: `a${number % 100}` },
      properties: { page: "x".repeat(800) },
    }),
  ).join("\n");

const configured = async (): Promise<LoadedConfig> => {
  await writeFile(
    join(folder, "polku.yaml"),
    'sources: [{ name: shop, connector: polku/events, inputs: [{ files: "*.ndjson", watch: true }] }]\n',
  );
  return loadConfig(join(folder, "polku.yaml"));
};

/** Looks, and is told to end when it has asked so often. */
const look = (kept: KeptWorkspace, loaded: LoadedConfig, watch: FileWatch, asks: number): Promise<Look> => {
  let asked = 0;
  return kept.use((workspace) =>
    watch.look(runContext(workspace, loaded, 0n, new StageClock()), () => {
      asked += 1;
      return asked > asks;
    }),
  );
};

const stored = (kept: KeptWorkspace): Promise<number> =>
  kept.use(({ warehouse }) => warehouse.writer.count("select count(*) from events"));

test("a look that is told to end stores whole files only, and the next one reads what was left", async () => {
  await writeFile(join(folder, "a.ndjson"), eventsOf("a", 40));
  await writeFile(join(folder, "b.ndjson"), eventsOf("b", 20_000));
  const loaded = await configured();
  const found: number[] = [];
  const kept = await keepOpen(loaded);
  for (const asks of [0, 2]) {
    const { records, resolved } = await look(kept, loaded, new FileWatch(), asks);
    expect(resolved).toBeNull();
    found.push(records);
  }
  expect(found.every((records) => [0, 40, 20_000, 20_040].includes(records))).toBe(true);
  expect(found[0]).toBe(0);
  const left = 20_040 - found.reduce((sum, records) => sum + records, 0);
  expect(left).toBeGreaterThan(0);
  const rest = await look(kept, loaded, new FileWatch(), Number.POSITIVE_INFINITY);
  expect(rest.records).toBe(left);
  expect(rest.resolved).not.toBeNull();
  expect(await stored(kept)).toBe(20_040);
  await kept.close();
});
