import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KafkaInput } from "../../../connectors/transports/kafka.ts";
import { anyKafka, hasKafka, type KafkaBroker } from "../../broker/kafka-broker.ts";
import { Stored } from "../../broker/stored.ts";
import { Topics } from "../../broker/topics.ts";

const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

const range = (count: number, name: string): string[] =>
  Array.from({ length: count }, (_, index) => JSON.stringify({ name, index }));

// The rest is in kafka/*.long.test.ts; this is what must never break between two commits.
describe.skipIf(!hasKafka)("a Kafka input at a real broker", () => {
  let broker: Pick<KafkaBroker, "brokers" | "remove">;
  let topics: Topics;

  beforeAll(async () => {
    broker = await anyKafka();
    topics = await Topics.at(broker.brokers);
  });

  afterAll(async () => {
    await topics.close();
    await broker.remove();
  });

  const inputOf = (topic: string): KafkaInput =>
    new KafkaInput({
      source: "shop",
      folder: ".",
      input: { brokers: broker.brokers, topics: [topic], group: `group-${topic}` },
      log: silent,
    });

  const warnings: string[] = [];
  process.on("warning", ({ name }) => warnings.push(name));

  it("hands every record over once, goes on after what is stored, and back to it when told", async () => {
    const topic = await topics.make(4);
    for (const partition of [0, 1, 2, 3]) await topics.put(topic, partition, range(1000, `p${partition}`));

    const stored = new Stored();
    const first = inputOf(topic);
    await first.start([]);
    await stored.until(first, 2000);
    // Taken and not stored: comes again.
    first.take(500);
    await first.rewind(stored.offsets);
    await stored.until(first, 3000);
    await first.stop();

    const second = inputOf(topic);
    await second.start(stored.offsets);
    await stored.until(second, 4000);
    await topics.put(topic, 2, ["{}"]);
    await stored.until(second, 4001);
    expect(second.state()).toMatchObject({ isReading: true, problem: null, lag: 0 });
    await second.stop();

    expect(new Set(stored.records.map(([place]) => place)).size).toBe(4001);
    expect(stored.records.length).toBe(4001);
    expect(stored.gaps).toEqual([]);
    // Newer Nodes warn of timers that kafkajs sets.
    expect(warnings).not.toContain("TimeoutNegativeWarning");
    const third = stored.records.filter(([place]) => place.startsWith(`kafka:${topic}/3 `));
    expect(third.map(([, record]) => record)).toEqual(range(1000, "p3"));
  });
});
