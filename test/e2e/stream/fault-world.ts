// A world of people with planted addresses, read from a file without any disturbance; and folders in which a stream is
// given the same events under faults. What a stream stored and published is held to the undisturbed one.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { compareSnapshots } from "../../../bench/compare-snapshots.ts";
import { Warehouse } from "../../../pipeline/warehouse/warehouse.ts";
import { polku } from "../../pipeline/cli-process.ts";
import { startStream, type StreamProcess } from "./stream-process.ts";

const secret = "0123456789abcdef0123456789abcdef\n";

const models = `journeys: [{ name: purchase, goal: { event_type: order_completed }, idle_days: 30 }]
funnels:
  - { name: buy, window_days: 7, steps: [{ event_type: page_viewed }, { event_type: order_completed }] }
`;

/** Stands in every value of a person; no log line may hold any of it. */
const planted = /planted|35850900/;

const aside = [
  "[1]",
  '{"event_id":"x1","channel":"web","event_type":"page_viewed","identifiers":{"email":"planted@x.example"}}',
  '{"email":"broken-planted@x.example","phone":"+358509000001"',
];

/** Numbers of events per person differ, some share a device, and now and then somebody signs in and buys. */
export const personEvent = (number: number, occurredAt = Date.UTC(2026, 0, 1, 0, number * 13)): string => {
  const person = (number * 7) % 41;
  return JSON.stringify({
    event_id: `e${number}`,
    channel: number % 5 === 0 ? "store" : "web",
    event_type: number % 6 === 0 ? "order_completed" : "page_viewed",
    occurred_at: new Date(occurredAt).toISOString(),
    identifiers: {
      anonymous_id: `planted-a${person}-${number % 2}`,
      ...(number % 3 === 0 ? { email: `planted-${person}@x.example` } : {}),
      ...(number % 4 === 0 ? { phone: `+35850900${1000 + person}` } : {}),
    },
    ...(number % 6 === 0 ? { value: `${number % 90}.50` } : {}),
  });
};

export interface FaultWorld {
  /** Good ones, and then some that are to be set aside. */
  readonly records: readonly string[];
  /** A new folder with a configuration: inputs as YAML, and further sections. */
  folder(inputs: string, more?: string): string;
  /** Publishes what a stream left, whose processes have ended, and holds all of it to the undisturbed world. */
  expectWhole(folder: string, wanted: Wanted): Promise<void>;
  remove(): void;
}

export interface Wanted {
  /** The end of each stream of Kafka; the journal's is what was counted of it. */
  readonly kafka?: Readonly<Record<string, number>>;
  readonly logs: readonly string[];
}

const configured = (folder: string, sources: string, more: string): void => {
  writeFileSync(join(folder, "polku.secret"), secret, { mode: 0o600 });
  writeFileSync(
    join(folder, "polku.yaml"),
    `sources: [${sources}]\n${models}${/^http:/m.test(more) ? "" : "http: { port: 0 }\n"}${
      /^publish:/m.test(more) ? "" : "publish: { every_seconds: 1 }\n"
    }${more}`,
  );
};

/** Reads all of it from a file first. */
export const openFaultWorld = async (good: readonly string[]): Promise<FaultWorld> => {
  const root = mkdtempSync(join(tmpdir(), "polku-faults-"));
  const records = [...good, ...aside];
  const reference = mkdtempSync(join(root, "undisturbed-"));
  configured(reference, "{ name: shop, connector: polku/events, files: shop.ndjson }", "");
  writeFileSync(join(reference, "shop.ndjson"), `${records.join("\n")}\n`);
  expect([0, 5]).toContain((await polku(reference, "run", "--json")).code);
  return {
    records,
    folder: (inputs, more = "") => {
      const made = mkdtempSync(join(root, "stream-"));
      configured(made, `{ name: shop, connector: polku/events, inputs: [${inputs}] }`, more);
      return made;
    },
    expectWhole: async (folder, wanted) => {
      for (const log of wanted.logs) expect(log).not.toMatch(planted);
      const published = await polku(folder, "run", "--json");
      expect([0, 5], published.stderr).toContain(published.code);
      await expectStored(folder, good.length, wanted.kafka ?? {});
      const current = "workspace/snapshots/current";
      const differing = await compareSnapshots(join(reference, current), join(folder, current));
      expect(Object.entries(differing).filter(([, rows]) => rows > 0)).toEqual([]);
    },
    remove: () => {
      endAll();
      rmSync(root, { recursive: true, force: true });
    },
  };
};

export const inBatches = (records: readonly string[], size: number): string[][] =>
  Array.from({ length: Math.ceil(records.length / size) }, (_, index) =>
    records.slice(index * size, (index + 1) * size),
  );

/** Takes what is sent over HTTP. */
export const httpInput = "{ http: { write_key_file: key } }";

/** A new key for it. */
export const keyOf = async (folder: string): Promise<string> => {
  const added = await polku(folder, "keys", "add", "shop", "--json");
  return (JSON.parse(added.stdout.toString()) as { key: string }).key;
};

/** Asks the store of a workspace that nobody has open. */
export const askStore = async <Result>(
  folder: string,
  ask: (store: Warehouse) => Promise<Result>,
): Promise<Result> => {
  const engine = { memory_limit: "1GB", threads: 1, temp_directory: undefined };
  const store = await Warehouse.open(join(folder, "workspace/polku.duckdb"), engine);
  try {
    return await ask(store);
  } finally {
    store.close();
  }
};

/** Nothing missing, nothing twice, every position of a stream counted once, and what was refused in quarantine. */
const expectStored = async (
  folder: string,
  events: number,
  kafka: Readonly<Record<string, number>>,
): Promise<void> => {
  const found = await askStore(folder, async ({ writer }) => ({
    counts: await writer.row(`select
      (select count(*)::integer from events) as stored,
      (select count(distinct event_id)::integer from events) as distinct_events,
      (select list_sort(list(distinct reason)) from quarantine) as reasons,
      (select count(*)::integer from stream_gaps) as gaps,
      (select coalesce(sum(records), 0)::integer from accounting_entries where origin = 'journal') as journaled,
      (select max(next_position)::integer - 1 from stream_offsets where stream = 'journal') as read`),
    kafka: await writer.rows(`select o.stream, o.next_position::integer as next,
        (select sum(records)::integer from accounting_entries a where a.origin = o.stream) as records
      from stream_offsets o where o.stream like 'kafka:%' order by o.stream`),
  }));
  expect(found.counts).toMatchObject({ stored: events, distinct_events: events, gaps: 0 });
  expect(found.counts?.["reasons"]).toEqual(["missing_time", "not_an_object", "not_json"]);
  expect(found.counts?.["read"] ?? 0).toBe(found.counts?.["journaled"]);
  const ends = Object.entries(kafka).map(([stream, next]) => ({ stream, next, records: next }));
  expect(found.kafka).toEqual(ends);
};

const begun = new Set<StreamProcess["child"]>();
const endAll = (): void => begun.forEach((child) => child.kill("SIGKILL"));
process.once("exit", endAll);

/** As `startStream`; what still runs when a test has failed ends with its world. */
export const beginStream = async (
  folder: string,
  faultAt?: string,
  more: Readonly<Record<string, string>> = {},
): Promise<StreamProcess> => {
  const stream = await startStream(folder, faultAt, more);
  begun.add(stream.child);
  return stream;
};

/** Ends it as a service is ended; it has to end by itself and say so by 0. */
export const endInPeace = async (running: StreamProcess): Promise<void> => {
  running.child.kill("SIGTERM");
  expect(await running.ended, running.log()).toEqual({ code: 0, signal: null });
};
