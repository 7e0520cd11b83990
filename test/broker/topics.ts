// What tests do at a broker: topics of their own, records in them, records deleted from them.
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type Admin, Kafka, logLevel, type Message, Partitioners, type Producer } from "kafkajs";

export class Topics {
  readonly brokers: [string, ...string[]];
  readonly #admin: Admin;
  readonly #producer: Producer;

  private constructor(brokers: [string, ...string[]], admin: Admin, producer: Producer) {
    this.brokers = brokers;
    this.#admin = admin;
    this.#producer = producer;
  }

  static async at(brokers: [string, ...string[]]): Promise<Topics> {
    const kafka = new Kafka({
      brokers,
      logLevel: logLevel.NOTHING,
      retry: { retries: 30, maxRetryTime: 500 },
    });
    const admin = kafka.admin();
    await admin.connect();
    const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    return new Topics(brokers, admin, producer);
  }

  /** A topic of this name, or of one that nobody else has. */
  async make(partitions: number, topic = `t-${randomBytes(6).toString("hex")}`): Promise<string> {
    await this.#admin.createTopics({
      waitForLeaders: true,
      topics: [{ topic, numPartitions: partitions, replicationFactor: 1 }],
    });
    return topic;
  }

  async drop(topic: string): Promise<void> {
    await this.#admin.deleteTopics({ topics: [topic] });
  }

  async widen(topic: string, count: number): Promise<void> {
    await this.#admin.createPartitions({ topicPartitions: [{ topic, count }] });
  }

  /** What stands before `offset` is gone afterwards. */
  async deleteBefore(topic: string, partition: number, offset: number): Promise<void> {
    await this.#admin.deleteTopicRecords({ topic, partitions: [{ partition, offset: String(offset) }] });
    await sleep(100);
  }

  async put(topic: string, partition: number, values: readonly (string | Buffer | null)[]): Promise<void> {
    const messages = values.map((value): Message => ({ partition, value }));
    for (let from = 0; from < messages.length; from += 2000) {
      await this.#producer.send({ topic, messages: messages.slice(from, from + 2000) });
    }
  }

  /** How far the group is, as tools that show lag see it. */
  async committed(group: string, topic: string): Promise<Map<number, string>> {
    const [offsets] = await this.#admin.fetchOffsets({ groupId: group, topics: [topic] });
    return new Map(offsets?.partitions.map(({ partition, offset }) => [partition, offset]));
  }

  async close(): Promise<void> {
    await this.#producer.disconnect();
    await this.#admin.disconnect();
  }
}
