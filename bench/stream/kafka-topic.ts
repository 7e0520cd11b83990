// A topic at a broker: one that was named, or one of its own out of the scripts of the tests; none where Java is missing.
import { createReadStream, mkdtempSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { Kafka, logLevel } from "kafkajs";
import { rolldown } from "rolldown";
import { packageRoot } from "../../pipeline/warehouse/sql-text.ts";

interface OwnBroker {
  readonly brokers: readonly string[];
  remove(): Promise<void>;
}

interface BrokerScripts {
  readonly hasOwnKafka: boolean;
  readonly startKafka: () => Promise<OwnBroker>;
}

const topic = "world";
const partitions = 4;
const messagesAtOnce = 1000;

/** The tests are TypeScript, which Node does not read: made into one file first. */
const ownBroker = async (folder: string): Promise<OwnBroker | undefined> => {
  const input = join(packageRoot, "test/broker/kafka-broker.ts");
  const file = join(mkdtempSync(join(folder, "broker-")), "broker.mjs");
  const bundle = await rolldown({ input, platform: "node", logLevel: "silent" });
  await bundle.write({ file, format: "esm" });
  const scripts = (await import(pathToFileURL(file).href)) as BrokerScripts;
  return scripts.hasOwnKafka ? scripts.startKafka() : undefined;
};

export class KafkaTopic {
  readonly topic = topic;
  readonly brokers: readonly string[];
  readonly #kafka: Kafka;
  readonly #own: OwnBroker | undefined;

  private constructor(brokers: readonly string[], own: OwnBroker | undefined) {
    this.brokers = brokers;
    this.#own = own;
    this.#kafka = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING, retry: { retries: 30 } });
  }

  /** A new topic; undefined where there is no broker and none can be started. */
  static async open(folder: string, named: readonly string[]): Promise<KafkaTopic | undefined> {
    const own = named.length > 0 ? undefined : await ownBroker(folder);
    const brokers = own?.brokers ?? named;
    if (brokers.length === 0) return undefined;
    const opened = new KafkaTopic(brokers, own);
    const admin = opened.#kafka.admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic, numPartitions: partitions }], waitForLeaders: true });
    await admin.disconnect();
    return opened;
  }

  /** Produces every line of a file; gives how many there were. */
  async fill(file: string): Promise<number> {
    const producer = this.#kafka.producer();
    await producer.connect();
    let [lines, sent] = [[] as { value: string }[], 0];
    const flush = async (): Promise<void> => {
      await producer.send({ topic, messages: lines });
      sent += lines.length;
      lines = [];
    };
    for await (const value of createInterface({ input: createReadStream(file) })) {
      lines.push({ value });
      if (lines.length === messagesAtOnce) await flush();
    }
    if (lines.length > 0) await flush();
    await producer.disconnect();
    return sent;
  }

  async close(): Promise<void> {
    await this.#own?.remove();
  }
}
