import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { StreamInput } from "../../../../../connectors/transports/stream-input.ts";
import { hasOwnKafka } from "../../../../broker/kafka-broker.ts";
import { useOwnBroker } from "../../../../broker/own-broker.ts";
import { Stored } from "../../../../broker/stored.ts";

const range = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => JSON.stringify({ index: from + index }));

const untilReading = async (input: StreamInput): Promise<void> => {
  for (let count = 0; count < 600 && !input.state().isReading; count += 1) await sleep(50);
  expect(input.state().isReading).toBe(true);
};

describe.skipIf(!hasOwnKafka)("members of one group", () => {
  const own = useOwnBroker();

  it("each read their own topics, and notice new partitions of them", async () => {
    const made = [await own.topics.make(3), await own.topics.make(1), await own.topics.make(2)] as const;
    for (const topic of made) await own.topics.put(topic, 0, range(0, 100));
    const group = `shared-${made[0]}`;
    const readers = made.map((topic) => ({
      input: own.inputs.make([topic], { group }),
      stored: new Stored(),
    }));
    for (const { input } of readers) await input.start([]);
    for (const { input, stored } of readers) await stored.until(input, 100);
    // None of the three may be the one that divides: each is widened.
    for (const topic of made) {
      await own.topics.widen(topic, 5);
      await own.topics.put(topic, 4, range(0, 50));
    }
    for (const { input, stored } of readers) await stored.until(input, 150);
    for (const { stored } of readers) expect(new Set(stored.records.map(([place]) => place)).size).toBe(150);
  });

  it("say that another one reads what they do not", async () => {
    const topic = await own.topics.make(2);
    const input = own.inputs.make([topic]);
    await input.start([]);
    const guest = own.inputs.make([topic], {}, { source: "guest" });
    await guest.start([]);
    const problem = `another member of the group group-${topic} reads 1 of 2 partitions`;
    for (let count = 0; count < 600 && input.state().problem !== problem; count += 1) await sleep(50);
    expect(input.state()).toMatchObject({ isReading: true, problem });
    await guest.stop();
    for (let count = 0; count < 600 && input.state().problem !== null; count += 1) await sleep(50);
    expect(input.state()).toMatchObject({ isReading: true, problem: null });
  });

  it("may come and go without end, and no record is lost, twice, or stored out of turn", async () => {
    const topic = await own.topics.make(4);
    const stored = new Stored();
    const steady = own.inputs.make([topic]);
    await steady.start([]);
    let count = 0;
    for (let round = 0; round < 6; round += 1) {
      // A second member takes partitions away, stores nothing of what it reads, and leaves.
      const guest = own.inputs.make([topic], {}, { source: round < 4 ? "guest" : "shop" });
      await guest.start([]);
      // On every other round it is in the middle of joining.
      if (round % 2 === 0) await untilReading(guest);
      for (const partition of [0, 1, 2, 3]) {
        await own.topics.put(topic, partition, range(200 * round, 200 * (round + 1)));
        count += 200;
      }
      for (let turn = 0; turn < 10; turn += 1) {
        await steady.waiting(100);
        await stored.batch(steady, 50);
        guest.take(50);
      }
      await guest.stop();
    }
    await stored.until(steady, count);
    await sleep(300);
    await stored.batch(steady);
    expect(steady.state()).toMatchObject({ isReading: true, problem: null, lag: 0 });
    expect(stored.records.length).toBe(count);
    for (const partition of [0, 1, 2, 3]) {
      const of = `kafka:${topic}/${partition} `;
      const records = stored.records.filter(([place]) => place.startsWith(of)).map(([, record]) => record);
      expect(records).toEqual(range(0, 1200));
    }
  });
});
