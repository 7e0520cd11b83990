import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { loadConfig } from "../../../pipeline/config.ts";
import { listQuarantine, query, run } from "../../../pipeline/index.ts";
import { stagePlan } from "../../../pipeline/ingest/stage-plan.ts";
import { BatchRunner } from "../../../pipeline/stream/batch-runner.ts";
import { Publisher } from "../../../pipeline/stream/publisher.ts";
import { readOffsets } from "../../../pipeline/stream/stream-offsets.ts";
import { writeMeta } from "../../../pipeline/workspace/store-schema.ts";
import { keepOpen } from "../../../pipeline/workspace/kept-workspace.ts";
import { IdentifierKeys } from "../../../pipeline/stages/resolve/evidence/identifier-keys.ts";
import { ListInput } from "./list-input.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "polku-stream-"));
});
afterEach(() => rm(folder, { recursive: true }));

const event = (number: number, more: Record<string, unknown> = {}): string =>
  JSON.stringify({
    event_id: `e${number}`,
    channel: "web",
    event_type: number % 7 === 0 ? "order_completed" : "page_viewed",
    occurred_at: new Date(Date.UTC(2026, 0, 1, 10, number * 11)).toISOString(),
    identifiers: {
      anonymous_id: `a${number % 5}`,
      ...(number % 3 === 0 ? { user_id: `u${number % 4}` } : {}),
    },
    ...more,
  });

const row = (id: number, age: string): string => JSON.stringify({ id, at: "2026-01-01T10:00:00Z", age });

const events = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => event(from + index));

const config = (workspace: string): string => `
workspace: ./${workspace}
sources:
  - name: shop
    connector: polku/events
    files: ${workspace}.ndjson
journeys: [{ name: purchase, goal: { event_type: order_completed }, idle_days: 30 }]
`;

const release = async (): Promise<void> => undefined;

const openStream = async (file: string, inputs: readonly ListInput[], most: number, isWarmed = false) => {
  const loaded = await loadConfig(file);
  const kept = await keepOpen(loaded);
  const plans = await kept.use(async ({ path }) =>
    Promise.all(loaded.config.sources.map((source) => stagePlan(source, { ...loaded, workspace: path }))),
  );
  const bounds = { records: most, milliseconds: 5 };
  const keys = new IdentifierKeys();
  const runner = new BatchRunner(kept, { loaded, plans, inputs, bounds, attempts: 2, keys }, () => undefined);
  if (isWarmed) await runner.warm();
  const stored = await kept.use(({ warehouse }) => readOffsets(warehouse.writer));
  for (const input of inputs) await input.start(stored);
  const drain = async (): Promise<void> => {
    while (await runner.next(() => false));
    await runner.settle();
  };
  const publisher = new Publisher({ loaded, kept, runner, journal: "journal", release });
  const publish = () => publisher.publish();
  const close = async (): Promise<void> => {
    await runner.closeStaging();
    await kept.close();
  };
  return { loaded, kept, runner, drain, publish, publisher, close };
};

const tables = ["dim_profiles", "fct_touchpoints", "fct_journeys", "fct_funnel_steps", "identity_links"];

const tablesOf = async (file: string): Promise<Record<string, unknown>> =>
  Object.fromEntries(
    await Promise.all(
      tables.map(
        async (table) =>
          [table, await query(`select * from ${table} order by all`, { config: file })] as const,
      ),
    ),
  );

const secret = "0123456789abcdef0123456789abcdef\n";
const records = events(0, 60);
/** The tables that a run over a file of these records gives. */
let ofRun: Record<string, unknown>;
beforeAll(async () => {
  const parent = await mkdtemp(join(tmpdir(), "polku-stream-"));
  const batch = join(parent, "batch.yaml");
  await writeFile(join(parent, "polku.secret"), secret, { mode: 0o600 });
  await writeFile(batch, config("batch"));
  await writeFile(join(parent, "batch.ndjson"), `${records.join("\n")}\n`);
  await run({ config: batch });
  ofRun = await tablesOf(batch);
  await rm(parent, { recursive: true });
});

describe("micro-batches", () => {
  it("give the tables that a run over a file of the same records gives", async () => {
    await writeFile(join(folder, "polku.secret"), secret, { mode: 0o600 });
    const stream = join(folder, "stream.yaml");
    await writeFile(stream, config("stream"));
    const inputs = [
      new ListInput("kafka:web/0", "shop", [...records.slice(0, 40), ...records.slice(10, 25)]),
      new ListInput("kafka:web/1", "shop", records.slice(30)),
    ];
    const { drain, publish, close } = await openStream(stream, inputs, 34);
    await drain();
    const result = await publish();
    await close();
    expect(result.sources).toMatchObject([{ records: 85, mapped: 85, stored: 60, duplicate: 25 }]);
    expect(await tablesOf(stream)).toEqual(ofRun);
  });

  it("give the same where another process goes on, which learns what is stored before its first batch", async () => {
    await writeFile(join(folder, "polku.secret"), secret, { mode: 0o600 });
    const stream = join(folder, "stream.yaml");
    await writeFile(stream, config("stream"));
    const first = await openStream(stream, [new ListInput("kafka:web/0", "shop", records.slice(0, 35))], 20);
    await first.drain();
    await first.close();
    const second = await openStream(stream, [new ListInput("kafka:web/1", "shop", records)], 20, true);
    await second.drain();
    await second.publish();
    await second.close();
    expect(await tablesOf(stream)).toEqual(ofRun);
  });

  it("are published also where another version of the program built the tables", async () => {
    await writeFile(join(folder, "polku.secret"), secret, { mode: 0o600 });
    const stream = join(folder, "stream.yaml");
    await writeFile(stream, config("stream"));
    const first = await openStream(stream, [new ListInput("kafka:web/0", "shop", records.slice(0, 35))], 40);
    await first.drain();
    await first.publish();
    await first.kept.use(({ warehouse: { writer } }) =>
      writer.transaction(() => writeMeta(writer, "models", "of an older program")),
    );
    await first.close();
    const second = await openStream(stream, [new ListInput("kafka:web/1", "shop", records.slice(35))], 40);
    await second.drain();
    await second.publish();
    await second.close();
    expect(await tablesOf(stream)).toEqual(ofRun);
  });

  it("go on while snapshots are made, and the last snapshot tells of all of them", async () => {
    await writeFile(join(folder, "polku.secret"), secret, { mode: 0o600 });
    const stream = join(folder, "stream.yaml");
    await writeFile(stream, config("stream"));
    const { runner, drain, publish, close, kept } = await openStream(
      stream,
      [new ListInput("kafka:web/0", "shop", records.toReversed())],
      15,
    );
    await runner.next(() => false);
    await publish();
    const [, first] = await Promise.all([drain(), publish()]);
    const dirty = await kept.use(({ warehouse }) =>
      warehouse.writer.count("select count(*) from dirty_profiles"),
    );
    const last = await publish();
    await close();
    expect(dirty).toBeGreaterThan(0);
    expect(first.snapshot_id).not.toBe(last.snapshot_id);
    expect(await tablesOf(stream)).toEqual(ofRun);
  });

  it("are all in the next snapshot, also where the first one was given up while it was made", async () => {
    await writeFile(join(folder, "polku.secret"), secret, { mode: 0o600 });
    const stream = join(folder, "stream.yaml");
    await writeFile(stream, config("stream"));
    const inputs = [new ListInput("kafka:web/0", "shop", records)];
    const { drain, publish, publisher, close } = await openStream(stream, inputs, 100);
    await drain();
    const interrupting = setInterval(() => publisher.interrupt(), 1);
    await expect(publish()).rejects.toThrow(/interrupt/i);
    clearInterval(interrupting);
    await publish();
    await close();
    expect(await tablesOf(stream)).toEqual(ofRun);
  });

  it("set a record aside that is none, and store the others with every position accounted for", async () => {
    const file = join(folder, "polku.yaml");
    await writeFile(file, config("shop"));
    const lines = [event(1), "", "no json", '{"a":\n1}', event(2), "[1]", "\u001e{}", event(3)];
    const { drain, publish, close, kept } = await openStream(
      file,
      [new ListInput("kafka:web/0", "shop", lines)],
      3,
    );
    await drain();
    const result = await publish();
    expect(result.sources).toMatchObject([{ records: 8, mapped: 3, quarantined_records: 5, stored: 3 }]);
    expect(await kept.use(({ warehouse }) => readOffsets(warehouse.writer))).toEqual([
      { stream: "kafka:web/0", next: 8n, mark: "list" },
    ]);
    await close();
    const aside = await listQuarantine({ config: file });
    expect(aside.map(({ position, reason }) => [position, reason])).toEqual([
      [1, "not_json"],
      [2, "not_json"],
      [3, "missing_time"],
      [5, "not_an_object"],
      [6, "not_json"],
    ]);
  });

  it("that failed come again, also where nobody could open the store to go back to what it has", async () => {
    const file = join(folder, "polku.yaml");
    await writeFile(file, config("shop"));
    const silent = new ListInput("kafka:web/1", "shop", []);
    const failing = Object.assign(silent, {
      take: () => {
        delete (failing as { take?: unknown }).take;
        throw new Error("The disk does not answer.");
      },
    });
    const inputs = [new ListInput("kafka:web/0", "shop", events(0, 30)), failing];
    const { runner, drain, close, kept } = await openStream(file, inputs, 100);
    await expect(runner.next(() => false)).rejects.toThrow("does not answer");
    await drain();
    expect(await kept.use(({ warehouse }) => warehouse.writer.count("select count(*) from events"))).toBe(30);
    await close();
  });

  it("set aside the one record on which a mapping fails, and go on with its neighbours", async () => {
    const file = join(folder, "polku.yaml");
    await writeFile(
      file,
      "sources: [{ name: shop, connector: custom, mapping: shop.sql, files: none.ndjson, channel: web }]\n",
    );
    await writeFile(
      join(folder, "shop.sql"),
      `select position, line->>'id' as event_id, 'page_viewed' as event_type, line->>'at' as occurred_at,
        (line->>'age')::integer as sequence from lines`,
    );
    const lines = [row(1, "1"), row(2, "2"), row(3, "old"), row(4, "4"), row(5, "5")];
    const { drain, publish, close } = await openStream(
      file,
      [new ListInput("kafka:web/0", "shop", lines)],
      100,
    );
    await drain();
    const result = await publish();
    await close();
    expect(result.sources).toMatchObject([{ records: 5, mapped: 4, quarantined_records: 1, stored: 4 }]);
    expect(await listQuarantine({ config: file })).toMatchObject([{ position: 2, reason: "mapping_failed" }]);
  });
});
