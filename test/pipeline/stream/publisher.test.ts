import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { loadConfig } from "../../../pipeline/config.ts";
import { stagePlan } from "../../../pipeline/ingest/stage-plan.ts";
import { BatchRunner } from "../../../pipeline/stream/batch-runner.ts";
import { Publisher } from "../../../pipeline/stream/publisher.ts";
import { keepOpen } from "../../../pipeline/workspace/kept-workspace.ts";
import { IdentifierKeys } from "../../../pipeline/stages/resolve/evidence/identifier-keys.ts";
import { ListInput } from "./list-input.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "polku-publisher-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** Publishes as often as asked, with batches of these records before, and gives the ends of data that were told. */
const ends = async (records: readonly string[], times: number): Promise<(string | null)[]> => {
  const file = join(folder, "polku.yaml");
  await writeFile(file, "sources: [{ name: shop, connector: polku/events, files: none.ndjson }]\n");
  const loaded = await loadConfig(file);
  const kept = await keepOpen(loaded);
  const plans = await kept.use(async ({ path }) =>
    Promise.all(loaded.config.sources.map((source) => stagePlan(source, { ...loaded, workspace: path }))),
  );
  const input = new ListInput("kafka:web/0", "shop", records);
  const bounds = { records: 10, milliseconds: 5 };
  const runner = new BatchRunner(
    kept,
    { loaded, plans, inputs: [input], bounds, attempts: 2, keys: new IdentifierKeys() },
    () => undefined,
  );
  const publisher = new Publisher({
    loaded,
    kept,
    runner,
    journal: "journal",
    release: async () => undefined,
  });
  const found: (string | null)[] = [];
  for (let time = 0; time < times; time++) {
    while (await runner.next(() => false));
    await runner.settle();
    found.push((await publisher.publish()).data_end);
  }
  await runner.closeStaging();
  await kept.close();
  return found;
};

it("a stream that was sent nothing publishes again and again", async () => {
  expect(await ends([], 2)).toEqual([null, null]);
});

it("events that are all in the future are no evidence, and hinder no snapshot", async () => {
  const event = { event_id: "e1", channel: "web", event_type: "page_viewed", identifiers: { user_id: "u1" } };
  expect(await ends([JSON.stringify({ ...event, occurred_at: "2999-01-01T00:00:00Z" })], 3)).toEqual([
    null,
    null,
    null,
  ]);
});
