// A world that is sent to a stream which is killed on the way, beside the same world read from a file without any
// disturbance: nothing acknowledged may be missing, nothing may be there twice, and the tables must be the same.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { compareSnapshots } from "../../../bench/compare-snapshots.ts";
import { polku } from "../../pipeline/cli-process.ts";
import { askStore, inBatches, keyOf } from "./fault-world.ts";
import { drained, pause, sendAll, startStream, type StreamProcess, type Target } from "./stream-process.ts";

const secret = "0123456789abcdef0123456789abcdef\n";

const shared = `journeys: [{ name: purchase, goal: { event_type: order_completed }, idle_days: 30 }]
funnels:
  - { name: buy, window_days: 7, steps: [{ event_type: page_viewed }, { event_type: order_completed }] }
`;

/** People with a device or two, who come back and now and then sign in and buy. */
const event = (number: number): string => {
  const person = (number * 7) % 41;
  return JSON.stringify({
    event_id: `e${number}`,
    channel: number % 5 === 0 ? "store" : "web",
    event_type: number % 6 === 0 ? "order_completed" : "page_viewed",
    occurred_at: new Date(Date.UTC(2026, 0, 1, 0, number * 13)).toISOString(),
    identifiers: {
      anonymous_id: `a${person}-${number % 2}`,
      ...(number % 3 === 0 ? { user_id: `u${person}` } : {}),
    },
    ...(number % 6 === 0 ? { value: `${number % 90}.50` } : {}),
  });
};

export interface KillBench {
  /** Sends everything to a stream whose processes end as `kill` makes them, and holds the result to the undisturbed one. */
  survives(kill: Killing): Promise<void>;
  remove(): void;
}

export interface Killing {
  /** The point at which the first process ends. */
  readonly faultAt?: string;
  /** Processes are killed from outside so often, each after another time; what was sent is sent again meanwhile. */
  readonly atRandom?: number;
  /** Records of this number of good ones in each request. */
  readonly batch: number;
  readonly restMilliseconds: number;
}

export const openKillBench = async (events: number): Promise<KillBench> => {
  const root = mkdtempSync(join(tmpdir(), "polku-kill-stream-"));
  const records = Array.from({ length: events }, (_, number) => event(number));
  const broken = ["[1]", '{"event_id":"x1","channel":"web","event_type":"page_viewed"}'];
  const folderOf = (name: string, sources: string): string => {
    const folder = mkdtempSync(join(root, name));
    writeFileSync(join(folder, "polku.secret"), secret, { mode: 0o600 });
    writeFileSync(
      join(folder, "polku.yaml"),
      `sources: [${sources}]\n${shared}http: { port: 0 }\npublish: { every_seconds: 1 }\n`,
    );
    return folder;
  };
  const reference = folderOf("undisturbed", "{ name: shop, connector: polku/events, files: shop.ndjson }");
  writeFileSync(join(reference, "shop.ndjson"), `${[...records, ...broken].join("\n")}\n`);
  expect([0, 5]).toContain((await polku(reference, "run", "--json")).code);
  const survives = async (killing: Killing): Promise<void> => {
    const folder = folderOf(
      "killed",
      "{ name: shop, connector: polku/events, inputs: [{ http: { write_key_file: key } }] }",
    );
    const key = await keyOf(folder);
    const batches = inBatches(records, killing.batch);
    batches[1]?.push(...broken);
    await streamThrough(folder, key, batches, killing);
    await expectWhole(folder, reference, events);
  };
  return { survives, remove: () => rmSync(root, { recursive: true, force: true }) };
};

/** At most this long does a process live that is killed from outside. */
const longestLife = 2500;

/** Starts it again whenever it was killed, until everything was acknowledged and stored; then ends it in peace. */
const streamThrough = async (
  folder: string,
  key: string,
  batches: readonly (readonly string[])[],
  { faultAt, atRandom = 0, restMilliseconds }: Killing,
): Promise<void> => {
  const target: Target = { url: "" };
  const so = { kills: 0, isDone: false };
  const begin = async (fault?: string): Promise<StreamProcess> => {
    const begun = await startStream(folder, fault);
    target.url = begun.url;
    // Numbers that look like chance and are the same every time.
    if (so.kills < atRandom) setTimeout(() => begun.child.kill("SIGKILL"), (so.kills * 7919) % longestLife);
    return begun;
  };
  let running = await begin(faultAt);
  const keepAlive = async (): Promise<void> => {
    for (;;) {
      const { signal } = await running.ended;
      if (so.isDone) return;
      expect(signal, running.log()).toBe("SIGKILL");
      so.kills += 1;
      running = await begin();
    }
  };
  const kept = keepAlive();
  const send = async (): Promise<void> => {
    await sendAll(target, key, batches, restMilliseconds);
    while (so.kills < atRandom) await sendAll(target, key, batches.slice(0, 20), restMilliseconds);
    // Some points are passed with a snapshot only.
    for (let tenths = 0; tenths < 150 && so.kills === 0; tenths += 1) await pause(100);
    await drained(target);
  };
  await Promise.race([send(), kept]);
  expect(so.kills, `never killed at ${String(faultAt)}`).toBeGreaterThan(0);
  so.isDone = true;
  running.child.kill("SIGTERM");
  expect(await running.ended, running.log()).toEqual({ code: 0, signal: null });
};

/** Nothing missing, nothing twice, offsets behind the last record, and the tables of a world without kills. */
const expectWhole = async (folder: string, reference: string, events: number): Promise<void> => {
  const published = await polku(folder, "run", "--json");
  expect([0, 5], published.stderr).toContain(published.code);
  const found = await askStore(folder, ({ writer }) =>
    writer.row(`select
      (select count(*)::integer from events) as stored,
      (select count(distinct event_id)::integer from events) as distinct_events,
      (select list_sort(list(distinct reason)) from quarantine) as reasons,
      (select sum(records)::integer from accounting_entries) as records,
      (select next_position::integer from stream_offsets where stream = 'journal') as next_position,
      (select count(*)::integer from stream_gaps) as gaps`),
  );
  expect(found).toMatchObject({ stored: events, distinct_events: events, gaps: 0 });
  expect(found?.["reasons"]).toEqual(["missing_time", "not_an_object"]);
  // Every position of the journal was one record, and each was counted once.
  expect(found?.["next_position"]).toBe(Number(found?.["records"]) + 1);
  const current = "workspace/snapshots/current";
  const differing = await compareSnapshots(join(reference, current), join(folder, current));
  expect(Object.entries(differing).filter(([, rows]) => rows > 0)).toEqual([]);
};
