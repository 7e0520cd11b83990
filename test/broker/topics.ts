// What tests do at a broker: topics of their own, records in them, records deleted from them.
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type Admin, Kafka, logLevel, type Message, Partitioners, type Producer } from "kafkajs";
import { restIdleQueues } from "../../connectors/transports/kafka/client/idle-queues.ts";

export class Topics {
  readonly brokers: [string, ...string[]];
  readonly #admin: Admin;
  readonly #producer: Producer;
  readonly #transactional: Producer;

  private constructor(
    brokers: [string, ...string[]],
    admin: Admin,
    producer: Producer,
    transactional: Producer,
  ) {
    this.brokers = brokers;
    this.#admin = admin;
    this.#producer = producer;
    this.#transactional = transactional;
  }

  static async at(brokers: [string, ...string[]]): Promise<Topics> {
    restIdleQueues();
    const kafka = new Kafka({
      brokers,
      logLevel: logLevel.NOTHING,
      retry: { retries: 30, maxRetryTime: 500 },
    });
    const admin = kafka.admin();
    await admin.connect();
    const createPartitioner = Partitioners.DefaultPartitioner;
    // What is sent to a partition that the producer has not heard of is lost without a word.
    // Idempotent: what a busy broker answers too late is not put twice.
    const producer = kafka.producer({
      createPartitioner,
      metadataMaxAge: 0,
      idempotent: true,
      maxInFlightRequests: 1,
    });
    await producer.connect();
    const transactional = kafka.producer({
      createPartitioner,
      idempotent: true,
      maxInFlightRequests: 1,
      transactionalId: `test-${randomBytes(6).toString("hex")}`,
    });
    return new Topics(brokers, admin, producer, transactional);
  }

  /** A topic of this name, or of one that nobody else has. */
  async make(
    partitions: number,
    topic = `t-${randomBytes(6).toString("hex")}`,
    settings: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const configEntries = Object.entries(settings).map(([name, value]) => ({ name, value }));
    await this.#admin.createTopics({
      waitForLeaders: false,
      topics: [{ topic, numPartitions: partitions, replicationFactor: 1, configEntries }],
    });
    await this.#led(topic, partitions);
    return topic;
  }

  async drop(topic: string): Promise<void> {
    await this.#admin.deleteTopics({ topics: [topic] });
  }

  async widen(topic: string, count: number): Promise<void> {
    await this.#admin.createPartitions({ topicPartitions: [{ topic, count }] });
    await this.#led(topic, count);
  }

  /** What stands before `offset` is gone afterwards. */
  async deleteBefore(topic: string, partition: number, offset: number): Promise<void> {
    // Only then does kafkajs know who leads it.
    await this.#admin.fetchTopicOffsets(topic);
    await this.#admin.deleteTopicRecords({ topic, partitions: [{ partition, offset: String(offset) }] });
    await sleep(100);
  }

  async put(topic: string, partition: number, values: readonly (string | Buffer | null)[]): Promise<void> {
    const messages = values.map((value): Message => ({ partition, value }));
    for (let from = 0; from < messages.length; from += 500) {
      await this.#producer.send({ topic, messages: messages.slice(from, from + 500) });
    }
  }

  /** To partition 0, in a transaction of its own. */
  async transact(topic: string, values: readonly string[], end: "commit" | "abort"): Promise<void> {
    await this.#transactional.connect();
    const transaction = await this.#transactional.transaction();
    await transaction.send({ topic, messages: values.map((value) => ({ partition: 0, value })) });
    await transaction[end]();
  }

  /** Behind the last record of each partition. */
  async ends(topic: string): Promise<Map<number, string>> {
    const offsets = await this.#admin.fetchTopicOffsets(topic);
    return new Map(offsets.map(({ partition, high }) => [partition, high]));
  }

  /** How far the group is, as tools that show lag see it. */
  async committed(group: string, topic: string): Promise<Map<number, string>> {
    const [offsets] = await this.#admin.fetchOffsets({ groupId: group, topics: [topic] });
    return new Map(offsets?.partitions.map(({ partition, offset }) => [partition, offset]));
  }

  async close(): Promise<void> {
    await this.#producer.disconnect();
    await this.#transactional.disconnect();
    await this.#admin.disconnect();
  }

  /** A topic is known to its brokers a little later than it is made. */
  async #led(topic: string, partitions: number): Promise<void> {
    for (let count = 0; count < 200; count += 1) {
      const answer = await this.#admin.fetchTopicMetadata({ topics: [topic] }).catch(() => undefined);
      const led = answer?.topics[0]?.partitions.filter(({ leader }) => leader >= 0) ?? [];
      if (led.length === partitions) return;
      await sleep(50);
    }
    throw new Error(`The topic ${topic} has no leaders.`);
  }
}
