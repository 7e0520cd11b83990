// A stream with little memory and many readers, and one that is told to end at any moment, twice, or while it publishes.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
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
import { drained, pause, sendAll, type StreamProcess, type Target } from "./stream-process.ts";

const readable = "http: { port: 0, read_key_file: readers }\n";

let world: FaultWorld;
beforeAll(async () => {
  compileCli();
  world = await openFaultWorld(Array.from({ length: 12_000 }, (_, number) => personEvent(number)));
}, 300_000);
afterAll(() => world?.remove());

const readKeyOf = async (folder: string): Promise<string> => {
  const added = await polku(folder, "keys", "add", "--read", "--json");
  return (JSON.parse(added.stdout.toString()) as { key: string }).key;
};

/** Reads one profile after the other until told to stop; gives how often each status was answered. */
const keepReading = async (
  { url }: Target,
  key: string,
  first: number,
  isDone: () => boolean,
): Promise<Map<number, number>> => {
  const answers = new Map<number, number>();
  for (let number = first; !isDone(); number += 1) {
    const value = encodeURIComponent(`planted-${number % 41}@x.example`);
    const headers = { authorization: `Bearer ${key}` };
    const response = await fetch(`${url}/v1/profiles/email/${value}`, { headers });
    await response.text();
    answers.set(response.status, (answers.get(response.status) ?? 0) + 1);
    await pause(5);
  }
  return answers;
};

/** Something that looks like chance and is the same every time. */
const moment = (number: number, below: number): number => (number * 7919 + 101) % below;

/** Sends to one process after the other, each ended by `end`. */
const ended = async (
  times: number,
  end: (running: StreamProcess, number: number) => Promise<void>,
  more = "",
): Promise<void> => {
  const folder = world.folder(httpInput, more);
  const key = await keyOf(folder);
  const target: Target = { url: "" };
  const sent = sendAll(target, key, inBatches(world.records, 100), 100);
  const logs: string[] = [];
  for (let number = 0; number < times; number += 1) {
    const running = await beginStream(folder);
    target.url = running.url;
    await end(running, number);
    logs.push(running.log());
  }
  const last = await beginStream(folder);
  target.url = last.url;
  await sent;
  await drained(last);
  await endInPeace(last);
  await world.expectWhole(folder, { logs: [...logs, last.log()] });
};

const stored = async (running: StreamProcess): Promise<void> => {
  while (!running.log().includes("batch stored")) await pause(20);
};

describe("a stream", () => {
  it("of 256 MB with eight readers stores everything, and answers them", async () => {
    const engine = "engine: { memory_limit: 256MB, threads: 2 }\n";
    const folder = world.folder(httpInput, `${readable}${engine}`);
    const [key, readKey] = [await keyOf(folder), await readKeyOf(folder)];
    const running = await beginStream(folder);
    let isDone = false;
    const readers = Array.from({ length: 8 }, (_, index) =>
      keepReading(running, readKey, index * 5, () => isDone),
    );
    const batches = inBatches(world.records, 500);
    await Promise.all([sendAll(running, key, batches, 0), sendAll(running, key, batches.toReversed(), 0)]);
    await drained(running);
    isDone = true;
    const answers = await Promise.all(readers);
    await endInPeace(running);
    const statuses = answers.flatMap((found) => [...found.keys()]);
    expect(statuses).toContain(200);
    expect(statuses.filter((status) => ![200, 404, 503].includes(status))).toEqual([]);
    expect(running.log()).not.toMatch(/stream failed|no snapshot this time/);
    await world.expectWhole(folder, { logs: [running.log()] });
  }, 400_000);

  it("that is told to end at ten moments ends in peace and loses nothing", async () => {
    await ended(10, async (running, number) => {
      await pause(moment(number, 2500));
      await endInPeace(running);
    });
  }, 600_000);

  it("that is told to end twice in a row ends at once and loses nothing", async () => {
    await ended(5, async (running, number) => {
      await pause(500 + moment(number, 1500));
      running.child.kill("SIGTERM");
      await pause(moment(number, 60));
      running.child.kill("SIGTERM");
      const { code, signal } = await running.ended;
      // It may have come to its end between the two.
      expect([0, "SIGTERM"]).toContain(code ?? signal);
    });
  }, 400_000);

  it("that is told to end while it publishes ends in peace, and the next publishes", async () => {
    const more = "publish: { every_seconds: 0.01 }\nstream: { drain_seconds: 2 }\n";
    await ended(
      4,
      async (running, number) => {
        // The first one builds everything.
        if (number === 0) await stored(running);
        await pause(400 + moment(number, 600));
        await endInPeace(running);
      },
      more,
    );
  }, 400_000);
});
