import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasOwnKafka, type KafkaBroker, startKafka } from "../../../broker/kafka-broker.ts";
import { OpenInputs } from "../../../broker/open-inputs.ts";
import { Stored } from "../../../broker/stored.ts";
import { Topics } from "../../../broker/topics.ts";

const range = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => JSON.stringify({ index: from + index }));

const untilTrue = async (isDone: () => boolean): Promise<void> => {
  for (let count = 0; count < 400 && !isDone(); count += 1) await sleep(100);
  expect(isDone()).toBe(true);
};

const expectEachOnce = ({ records }: Stored, count: number): void => {
  expect(new Set(records.map(([place]) => place)).size).toBe(count);
  expect(records.length).toBe(count);
};

describe.skipIf(!hasOwnKafka)("a consumer that is kept", () => {
  let broker: KafkaBroker;
  const inputs = new OpenInputs(() => broker.brokers);

  beforeAll(async () => {
    broker = await startKafka();
  });

  afterAll(async () => {
    await inputs.stop();
    await broker.remove();
  });

  it("goes on by itself after the broker was killed and started again, with nothing lost or twice", async () => {
    const topics = await Topics.at(broker.brokers);
    const topic = await topics.make(4);
    for (const partition of [0, 1, 2, 3]) await topics.put(topic, partition, range(0, 500));
    await topics.close();
    const stored = new Stored();
    const input = inputs.make([topic]);
    await input.start([]);
    await stored.until(input, 1000);
    for (let round = 1; round <= 2; round += 1) {
      await broker.kill();
      await untilTrue(() => !input.state().isReading);
      await sleep(1000);
      await broker.start();
      const again = await Topics.at(broker.brokers);
      for (const partition of [0, 1, 2, 3])
        await again.put(topic, partition, range(500 * round, 500 * (round + 1)));
      await again.close();
      await stored.until(input, 2000 * (round + 1), 90);
    }
    expectEachOnce(stored, 6000);
    expect(input.state()).toMatchObject({ isReading: true, problem: null, lag: 0 });
    expect(stored.gaps).toEqual([]);
  });

  it("does not begin where no broker answers, and says who was asked", async () => {
    const input = inputs.make(["nothing"], { brokers: ["127.0.0.1:1"] }, { startSeconds: 1 });
    await expect(input.start([])).rejects.toMatchObject({
      code: "input_unusable",
      message: expect.stringContaining("127.0.0.1:1") as string,
    });
    expect(input.state().isReading).toBe(false);
    const missing = inputs.make(["no-such-topic"], {}, { startSeconds: 1 });
    await expect(missing.start([])).rejects.toMatchObject({ code: "input_unusable" });
  });

  it("is replaced where the broker is silent for too long, and goes on when it speaks again", async () => {
    const topics = await Topics.at(broker.brokers);
    const topic = await topics.make(2);
    for (const partition of [0, 1]) await topics.put(topic, partition, range(0, 500));
    const stored = new Stored();
    const input = inputs.make([topic], {}, { stallSeconds: 2 });
    await input.start([]);
    await stored.until(input, 300);
    broker.freeze();
    await untilTrue(() => /no broker answered/.test(input.state().problem ?? ""));
    broker.thaw();
    for (const partition of [0, 1]) await topics.put(topic, partition, range(500, 1000));
    await stored.until(input, 2000, 90);
    await topics.close();
    expectEachOnce(stored, 2000);
    expect(stored.gaps).toEqual([]);
  });

  it("joins again after it was frozen beyond its session, with nothing lost or twice", async () => {
    const topics = await Topics.at(broker.brokers);
    const topic = await topics.make(2);
    for (const partition of [0, 1]) await topics.put(topic, partition, range(0, 500));
    const stored = new Stored();
    const input = inputs.make([topic]);
    await input.start([]);
    await stored.until(input, 300);
    // Nothing in this process moves for longer than a session.
    const until = Date.now() + 8000;
    while (Date.now() < until);
    for (const partition of [0, 1]) await topics.put(topic, partition, range(500, 1000));
    await stored.until(input, 2000, 60);
    await topics.close();
    expectEachOnce(stored, 2000);
  });

  it("ends at once also where no broker answers", async () => {
    const topics = await Topics.at(broker.brokers);
    const topic = await topics.make(1);
    await topics.close();
    const input = inputs.make([topic]);
    await input.start([]);
    await untilTrue(() => input.state().isReading);
    broker.freeze();
    await input.stop();
    broker.thaw();
    expect(input.state().isReading).toBe(false);
  });
});
