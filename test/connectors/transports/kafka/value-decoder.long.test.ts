import { SchemaRegistry as PublishedRegistry, SchemaType } from "@kafkajs/confluent-schema-registry";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasOwnKafka, type KafkaBroker, startKafka } from "../../../broker/kafka-broker.ts";
import { OpenInputs } from "../../../broker/open-inputs.ts";
import { type RegistryProcess, startRegistry } from "../../../broker/schema-registry.ts";
import { Stored } from "../../../broker/stored.ts";
import { Topics } from "../../../broker/topics.ts";

const orderSchema = {
  type: "record",
  name: "Order",
  namespace: "shop",
  fields: [
    { name: "event_id", type: "string" },
    { name: "placed_at", type: { type: "long", logicalType: "timestamp-millis" } },
    { name: "number", type: "long" },
    { name: "note", type: ["null", "string"], default: null },
  ],
} as const;

const order = (index: number) => ({
  event_id: `order-${index}`,
  placed_at: 1_700_000_000_123 + index,
  number: index,
  note: null,
});

describe.skipIf(!hasOwnKafka)("values under schemas of a real registry", () => {
  let broker: KafkaBroker;
  let registry: RegistryProcess;
  let topics: Topics;
  let published: PublishedRegistry;
  const inputs = new OpenInputs(() => broker.brokers);

  beforeAll(async () => {
    broker = await startKafka();
    registry = await startRegistry();
    topics = await Topics.at(broker.brokers);
    published = new PublishedRegistry({ host: registry.url });
  });

  afterAll(async () => {
    await inputs.stop();
    await topics.close();
    await registry.remove();
    await broker.remove();
  });

  const register = async (): Promise<number> =>
    (await published.register({ type: SchemaType.AVRO, schema: JSON.stringify(orderSchema) })).id;

  it("arrive as JSON, whether Avro, JSON Schema or plain; what is broken arrives as it is", async () => {
    const topic = await topics.make(1);
    const avro = await register();
    const schema = JSON.stringify({ type: "object", properties: { event_id: { type: "string" } } });
    const json = await published.register({ type: SchemaType.JSON, schema }, { subject: "visit-value" });
    const good = await published.encode(avro, order(1));
    const broken = good.subarray(0, -2);
    const unknown = Buffer.concat([Buffer.from([0, 0, 15, 66, 63]), good.subarray(5)]);
    await topics.put(topic, 0, [
      good,
      await published.encode(json.id, { event_id: "visit-1" }),
      '{"event_id":"plain-1"}',
      broken,
      unknown,
      null,
      Buffer.from([0]),
    ]);
    const stored = new Stored();
    const input = inputs.make([topic], { schema_registry: { url: registry.url } });
    await input.start([]);
    await stored.until(input, 6);
    expect(stored.records.map(([, record]) => record)).toEqual([
      '{"event_id":"order-1","placed_at":"2023-11-14T22:13:20.124Z","number":1,"note":null}',
      '{"event_id":"visit-1"}',
      '{"event_id":"plain-1"}',
      broken.toString(),
      unknown.toString(),
      "\0",
    ]);
  });

  it("wait for a registry that does not answer, and none of them is given up", async () => {
    const topic = await topics.make(1);
    const id = await register();
    const values = await Promise.all(
      Array.from({ length: 50 }, (_, index) => published.encode(id, order(index))),
    );
    await topics.put(topic, 0, ['{"event_id":"before"}']);
    const stored = new Stored();
    const input = inputs.make([topic], { schema_registry: { url: registry.url } });
    await input.start([]);
    await stored.until(input, 1);
    registry.freeze();
    await topics.put(topic, 0, values);
    for (let count = 0; count < 100 && input.state().isReading; count += 1) await sleep(100);
    expect(input.state()).toMatchObject({ isReading: false, lag: 50 });
    expect(input.state().problem).toContain("the schema registry is not there");
    await stored.batch(input);
    expect(stored.records.length).toBe(1);
    registry.thaw();
    await stored.until(input, 51);
    expect(stored.records.at(-1)?.[1]).toContain('"event_id":"order-49"');
    expect(input.state()).toMatchObject({ isReading: true, problem: null, lag: 0 });
  });
});
