// The same events again and again, by every way there is; late ones, and such from the future.
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasOwnKafka } from "../../broker/kafka-broker.ts";
import { useOwnBroker } from "../../broker/own-broker.ts";
import { compileCli, polku } from "../../pipeline/cli-process.ts";
import {
  beginStream,
  endInPeace,
  type FaultWorld,
  httpInput,
  inBatches,
  keyOf,
  openFaultWorld,
  personEvent,
} from "./fault-world.ts";
import { drained, pause, sendAll, type StreamProcess } from "./stream-process.ts";

const hour = 3_600_000;
const day = 24 * hour;

const until = async (isTrue: () => Promise<boolean> | boolean): Promise<void> => {
  while (!(await isTrue())) await pause(100);
};

const snapshots = ({ log }: StreamProcess): number => log().split("snapshot published").length - 1;

const touchpoints = async (folder: string): Promise<number> => {
  const asked = await polku(folder, "query", "select count(*) as n from fct_touchpoints", "--json");
  const [row] = JSON.parse(asked.stdout.toString()) as { n: number }[];
  return Number(row?.n);
};

const worlds: FaultWorld[] = [];
const openWorld = async (good: readonly string[]): Promise<FaultWorld> => {
  const world = await openFaultWorld(good);
  worlds.push(world);
  return world;
};

beforeAll(() => compileCli(), 300_000);
afterAll(() => worlds.forEach((world) => world.remove()));

describe.skipIf(!hasOwnKafka)("the same events", () => {
  const own = useOwnBroker(300_000);

  it("by HTTP, Kafka and a watched file of one source, twice, and a month later, are stored once", async () => {
    const last = Date.UTC(2026, 0, 1, 0, 800 * 13);
    const good = Array.from({ length: 800 }, (_, number) => personEvent(number));
    const later = Array.from({ length: 20 }, (_, index) => personEvent(900 + index, last + 31 * day + index));
    const world = await openWorld([...good, ...later]);
    const earlier = world.records.filter((record) => !later.includes(record));
    const topic = await own.topics.make(4);
    const kafka = `{ kafka: { brokers: ["${own.broker.brokers[0]}"], topics: ["${topic}"], group: "group-${topic}" } }`;
    const folder = world.folder(`${httpInput}, ${kafka}, { files: "data/*.ndjson", watch: true }`);
    mkdirSync(join(folder, "data"));
    const key = await keyOf(folder);
    const batches = inBatches(earlier, 20);
    const put = async (): Promise<void> => {
      for (const [index, batch] of batches.entries()) await own.topics.put(topic, index % 4, batch);
    };
    const write = async (file: string): Promise<void> => {
      writeFileSync(join(folder, "data", file), "");
      for (const batch of batches) {
        appendFileSync(join(folder, "data", file), `${batch.join("\n")}\n`);
        await pause(50);
      }
    };
    const logs: string[] = [];
    const everyWay = async (file: string): Promise<void> => {
      const running = await beginStream(folder);
      await Promise.all([sendAll(running, key, batches, 0), put(), write(file)]);
      await sendAll(running, key, batches.toReversed(), 0);
      if (file === "first.ndjson") await sendAll(running, key, [later], 0);
      await drained(running);
      const sum = [...(await own.topics.ends(topic))].reduce((all, [, end]) => all + Number(end), 0);
      await until(async () => {
        const committed = [...(await own.topics.committed(`group-${topic}`, topic))];
        return committed.reduce((all, [, end]) => all + Math.max(0, Number(end)), 0) === sum;
      });
      // Where the watcher has not come to the end of the file, the run behind it reads the rest.
      await endInPeace(running);
      logs.push(running.log());
    };
    await everyWay("first.ndjson");
    await everyWay("second.ndjson");
    const ends = [...(await own.topics.ends(topic))].toSorted(([one], [other]) => one - other);
    const wanted = Object.fromEntries(ends.map(([at, end]) => [`kafka:${topic}/${at}`, Number(end)]));
    await world.expectWhole(folder, { kafka: wanted, logs });
  }, 300_000);
});

describe("events that are", () => {
  it("late by hours, by 40 or by 60 days restate what was published", async () => {
    const all = Array.from({ length: 600 }, (_, number) =>
      personEvent(number, Date.UTC(2026, 1, 1) + number * 4 * hour),
    );
    const world = await openWorld(all);
    const folder = world.folder(httpInput);
    const key = await keyOf(folder);
    const running = await beginStream(folder);
    // Each third that is sent is 33 days earlier than the one before; then every tenth of all comes.
    const aside = world.records.slice(600);
    const punctual = all.filter((_, index) => index % 10 !== 0);
    const late = all.filter((_, index) => index % 10 === 0);
    for (const part of inBatches(punctual, 180).toReversed()) {
      const published = snapshots(running);
      await sendAll(running, key, inBatches(part, 20), 20);
      await until(() => snapshots(running) > published);
    }
    await sendAll(running, key, [...inBatches(late, 1), aside], 20);
    await drained(running);
    await endInPeace(running);
    await world.expectWhole(folder, { logs: [running.log()] });
  }, 300_000);

  it("of the future count when their time has come, though nothing else comes", async () => {
    const past = Array.from({ length: 100 }, (_, number) => personEvent(number));
    const first = await openWorld(past);
    const folder = first.folder(httpInput);
    const key = await keyOf(folder);
    const running = await beginStream(folder);
    await sendAll(running, key, inBatches(first.records, 20), 0);
    await until(() => snapshots(running) > 0);
    const soon = Array.from({ length: 10 }, (_, index) =>
      personEvent(200 + index, Date.now() + 15_000 + index),
    );
    const far = Array.from({ length: 5 }, (_, index) =>
      personEvent(300 + index, Date.now() + 365 * day + index),
    );
    await sendAll(running, key, [soon, far], 0);
    await drained(running);
    await polku(folder, "run", "--json");
    expect(await touchpoints(folder)).toBe(100);
    await until(async () => (await touchpoints(folder)) === 110);
    await endInPeace(running);
    const second = await openWorld([...past, ...soon, ...far]);
    await second.expectWhole(folder, { logs: [running.log()] });
  }, 300_000);
});
