import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { hasOwnKafka } from "../../../broker/kafka-broker.ts";
import { useOwnBroker } from "../../../broker/own-broker.ts";
import { Stored } from "../../../broker/stored.ts";

const range = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => JSON.stringify({ index: from + index }));

const places = ({ records }: Stored): string[] => records.map(([place]) => place);

const untilTrue = async (isDone: () => boolean): Promise<void> => {
  for (let count = 0; count < 300 && !isDone(); count += 1) await sleep(100);
  expect(isDone()).toBe(true);
};

describe.skipIf(!hasOwnKafka)("partitions that are read from what is stored", () => {
  const own = useOwnBroker();

  const untilCommitted = async (topic: string, group: string, offset: string): Promise<void> => {
    let committed = "";
    for (let count = 0; count < 100 && committed !== offset; count += 1) {
      await sleep(100);
      committed = (await own.topics.committed(group, topic)).get(0) ?? "";
    }
    expect(committed).toBe(offset);
  };

  it("tell as a gap what was deleted before it was read, and go on behind it", async () => {
    const topic = await own.topics.make(1);
    const stored = new Stored();
    const first = own.inputs.make([topic]);
    await own.topics.put(topic, 0, range(0, 100));
    await first.start([]);
    await stored.until(first, 100);
    await first.stop();
    await own.topics.put(topic, 0, range(100, 300));
    await own.topics.deleteBefore(topic, 0, 250);

    const second = own.inputs.make([topic]);
    await second.start(stored.offsets);
    await stored.until(second, 150);
    const stream = `kafka:${topic}/0`;
    expect(stored.gaps).toEqual([{ stream, from: 100n, to: 250n, reason: "retention" }]);
    expect(places(stored).slice(100)).toEqual(range(250, 300).map((_, index) => `${stream} ${250 + index}`));
    expect(stored.progress.get(stream)?.next).toBe(300n);

    // Stored once, it is told no more.
    await second.stop();
    const third = own.inputs.make([topic]);
    await third.start(stored.offsets);
    await own.topics.put(topic, 0, ["{}"]);
    await stored.until(third, 151);
    expect(stored.gaps.length).toBe(1);
    expect(own.inputs.said.filter((line) => line.startsWith("error: Records are lost"))).toHaveLength(1);
  });

  it("tell a gap also where nothing comes behind it, and again after a batch that was not stored", async () => {
    const topic = await own.topics.make(1);
    await own.topics.put(topic, 0, range(0, 50));
    const stored = new Stored();
    const input = own.inputs.make([topic], {}, { buffer: { records: 10, bytes: 1_000_000_000 } });
    await input.start([]);
    await stored.until(input, 50);
    await own.topics.put(topic, 0, range(50, 100));
    await untilTrue(() => input.state().lag === 50);
    // Nothing is taken meanwhile: what was read is more than the buffer may hold, and the rest is deleted.
    await own.topics.put(topic, 0, range(100, 200));
    await own.topics.deleteBefore(topic, 0, 200);
    await input.rewind(stored.offsets);
    await stored.untilTrue(input, () => stored.gaps.length > 0);
    const gap = { stream: `kafka:${topic}/0`, from: 50n, to: 200n, reason: "retention" };
    expect(stored.gaps).toEqual([gap]);
    expect(stored.progress.get(gap.stream)?.next).toBe(200n);
    await own.topics.put(topic, 0, range(200, 210));
    await stored.until(input, 60);
    expect(places(stored).slice(50)).toEqual(
      range(200, 210).map((_, index) => `${gap.stream} ${200 + index}`),
    );
  });

  it("are noticed when a topic gets more of them, and read from their first record", async () => {
    const topic = await own.topics.make(1);
    await own.topics.put(topic, 0, range(0, 10));
    const stored = new Stored();
    const input = own.inputs.make([topic]);
    await input.start([]);
    await stored.until(input, 10);
    await own.topics.widen(topic, 3);
    await own.topics.put(topic, 2, range(0, 10));
    await stored.until(input, 20);
    expect(places(stored).filter((place) => place.startsWith(`kafka:${topic}/2 `))).toHaveLength(10);
    expect(stored.gaps).toEqual([]);
  });

  it("hold no more than the buffer and one answer of the brokers while nobody takes", async () => {
    const topic = await own.topics.make(2);
    const value = JSON.stringify({ text: "x".repeat(1000) });
    for (const partition of [0, 1])
      await own.topics.put(
        topic,
        partition,
        Array.from({ length: 20_000 }, () => value),
      );
    const input = own.inputs.make([topic], {}, { buffer: { records: 2000, bytes: 1_000_000_000 } });
    await input.start([]);
    await sleep(3000);
    const { arrivals, progress } = input.take(100_000);
    const held = arrivals.reduce((sum, { records }) => sum + records.length, 0);
    // An answer has at most 4 MB.
    expect(held).toBeGreaterThan(2000);
    expect(held).toBeLessThan(2000 + 5000);
    const stored = new Stored();
    for (const entry of progress) stored.progress.set(entry.stream, entry);
    await stored.until(input, 40_000 - held);
    expect(new Set(places(stored)).size).toBe(40_000 - held);
  });

  it("hand nothing over for tombstones, and still get past them", async () => {
    const topic = await own.topics.make(1);
    await own.topics.put(topic, 0, ["{}", null, null, "{}", null]);
    const stored = new Stored();
    const input = own.inputs.make([topic]);
    await input.start([]);
    const stream = `kafka:${topic}/0`;
    await stored.untilTrue(input, () => stored.progress.get(stream)?.next === 5n);
    expect(places(stored)).toEqual([`${stream} 0`, `${stream} 3`]);
    await input.stop();
    const again = own.inputs.make([topic]);
    await again.start(stored.offsets);
    await own.topics.put(topic, 0, ['{"last":true}']);
    await stored.until(again, 3);
    expect(places(stored)[2]).toBe(`${stream} 5`);
  });

  it("get past what transactions leave in a topic, and hand over what was committed alone", async () => {
    const topic = await own.topics.make(1);
    await own.topics.transact(topic, range(0, 3), "commit");
    await own.topics.transact(topic, range(3, 6), "abort");
    for (let count = 0; count < 5; count += 1) await own.topics.transact(topic, range(6, 8), "abort");
    await own.topics.transact(topic, range(8, 10), "commit");
    const stored = new Stored();
    const input = own.inputs.make([topic]);
    await input.start([]);
    await stored.until(input, 5);
    await sleep(500);
    await stored.batch(input);
    expect(stored.records.map(([, record]) => record)).toEqual([...range(0, 3), ...range(8, 10)]);
    expect(input.state().lag).toBe(0);
    await input.stop();
    const again = own.inputs.make([topic]);
    await again.start(stored.offsets);
    await own.topics.put(topic, 0, range(10, 11));
    await stored.until(again, 6);
    expect(stored.records.map(([, record]) => record)).toEqual([...range(0, 3), ...range(8, 11)]);
    expect(stored.gaps).toEqual([]);
  });

  it("tell Kafka how far is stored, for tools that show lag, and read nothing from it", async () => {
    const topic = await own.topics.make(1);
    await own.topics.put(topic, 0, range(0, 20));
    const stored = new Stored();
    const input = own.inputs.make([topic]);
    await input.start([]);
    await stored.until(input, 20);
    await untilCommitted(topic, `group-${topic}`, "20");
    await input.stop();
    const fresh = new Stored();
    const other = own.inputs.make([topic]);
    await other.start([]);
    await fresh.until(other, 20);
  });

  it("tell Kafka what an earlier life stored, also where nothing comes any more", async () => {
    const topic = await own.topics.make(1);
    await own.topics.put(topic, 0, range(0, 20));
    const stored = new Stored();
    const input = own.inputs.make([topic]);
    await input.start([]);
    await stored.until(input, 20);
    await input.stop();
    const again = own.inputs.make([topic], { group: `another-${topic}` });
    await again.start(stored.offsets);
    await untilCommitted(topic, `another-${topic}`, "20");
    expect(stored.records).toHaveLength(20);
  });

  it("count beyond 32 bits", async () => {
    const topic = await own.topics.make(1);
    await own.topics.close();
    await own.broker.stop();
    own.broker.beginAt(topic, 0, 5_000_000_000n);
    await own.broker.start();
    await own.findTopics();
    const stored = new Stored();
    const stream = `kafka:${topic}/0`;
    for (const round of [0, 1]) {
      await own.topics.put(topic, 0, range(10 * round, 10 * (round + 1)));
      const input = own.inputs.make([topic]);
      await input.start(stored.offsets);
      await stored.until(input, 10 * (round + 1));
      await input.stop();
    }
    expect(places(stored)).toEqual(range(0, 20).map((_, index) => `${stream} ${5_000_000_000 + index}`));
    expect(stored.progress.get(stream)?.next).toBe(5_000_000_020n);
    expect(stored.gaps).toEqual([]);
  });

  it("are refused where the topic was made anew, whether it is shorter now, another, or has fewer partitions", async () => {
    const topic = await own.topics.make(2);
    await own.topics.put(topic, 0, range(0, 100));
    await own.topics.put(topic, 1, range(0, 100));
    const stored = new Stored();
    const input = own.inputs.make([topic]);
    await input.start([]);
    await stored.until(input, 200);
    await input.stop();
    await own.topics.drop(topic);
    await sleep(500);

    await own.topics.make(1, topic);
    await own.topics.put(topic, 0, range(500, 800));
    const fewer = own.inputs.make([topic]);
    await expect(fewer.start(stored.offsets)).rejects.toMatchObject({ code: "stream_refused" });
    const zero = stored.offsets.filter(({ stream }) => stream.endsWith("/0"));
    const longer = own.inputs.make([topic]);
    await longer.start(zero);
    await untilTrue(() => /another than the one that is stored/.test(longer.state().problem ?? ""));
    expect(longer.state().isReading).toBe(false);
    expect(longer.take(1000)).toEqual({ arrivals: [], progress: [], gaps: [], oldestAt: null });

    await own.topics.drop(topic);
    await sleep(500);
    await own.topics.make(1, topic);
    await own.topics.put(topic, 0, range(0, 3));
    const shorter = own.inputs.make([topic]);
    await expect(shorter.start(zero)).rejects.toMatchObject({ code: "stream_refused" });
  });

  it("are refused where the topic is made anew while it is read", async () => {
    for (const count of [5, 500]) {
      const topic = await own.topics.make(1);
      await own.topics.put(topic, 0, range(0, 100));
      const stored = new Stored();
      const input = own.inputs.make([topic]);
      await input.start([]);
      await stored.until(input, 100);
      await own.topics.drop(topic);
      await sleep(500);
      await own.topics.make(1, topic);
      await own.topics.put(topic, 0, range(1000, 1000 + count));
      await untilTrue(() => /made anew/.test(input.state().problem ?? ""));
      await stored.batch(input);
      expect(stored.records.length).toBe(100);
    }
  });
});
