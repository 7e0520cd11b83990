import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { loadConfig } from "../../../pipeline/config.ts";
import { FileWatch } from "../../../pipeline/stream/file-watch.ts";
import { runContext } from "../../../pipeline/run/run-context.ts";
import { StageClock } from "../../../pipeline/run/stage-clock.ts";
import { hasUnresolved, storedEnd } from "../../../pipeline/stream/stored-end.ts";
import { keepOpen, type KeptWorkspace } from "../../../pipeline/workspace/kept-workspace.ts";

const noon = Date.UTC(2026, 0, 10, 12);
const hour = 3_600_000;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "polku-end-"));
  vi.useFakeTimers({ toFake: ["Date"], now: noon });
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true });
});

const write = (file: string, id: string, at: number): Promise<void> =>
  writeFile(
    join(folder, file),
    `${JSON.stringify({
      event_id: id,
      channel: "web",
      event_type: "page_viewed",
      occurred_at: new Date(at).toISOString(),
      identifiers: { anonymous_id: "a" },
    })}\n`,
  );

/** Stores what is new and resolves it; gives the end of data in hours after noon, and whether anything is left to do. */
const look = async (kept: KeptWorkspace, watch: FileWatch): Promise<[number, boolean]> =>
  kept.use(async (workspace) => {
    const loaded = await loadConfig(join(folder, "polku.yaml"));
    await watch.look(runContext(workspace, loaded, BigInt(noon) * 1000n, new StageClock()), () => false);
    const { writer } = workspace.warehouse;
    const end = await storedEnd(writer);
    return [Number((end ?? 0n) / 1000n - BigInt(noon)) / hour, await hasUnresolved(writer, end)];
  });

it("the end of data does not go back with the clock, and does not run ahead of it", async () => {
  await writeFile(
    join(folder, "polku.yaml"),
    'sources: [{ name: shop, connector: polku/events, inputs: [{ files: "*.ndjson", watch: true }] }]\n',
  );
  const kept = await keepOpen(await loadConfig(join(folder, "polku.yaml")));
  const watch = new FileWatch();
  await write("a.ndjson", "e1", noon - hour);
  expect(await look(kept, watch)).toEqual([-1, false]);
  // The clock is set back: what is stored stays evidence, what is newer than both has to wait.
  vi.setSystemTime(noon - 3 * hour);
  await write("b.ndjson", "e2", noon - 2 * hour);
  expect(await look(kept, watch)).toEqual([-1, false]);
  await write("c.ndjson", "e3", noon - hour / 2);
  expect(await look(kept, watch)).toEqual([-1, false]);
  vi.setSystemTime(noon);
  expect(await look(kept, watch)).toEqual([-0.5, false]);
  const counted = await kept.use(({ warehouse }) =>
    warehouse.writer.count("select count(*) from events semi join future_events using (event_key)"),
  );
  expect(counted).toBe(0);
  await kept.close();
});
