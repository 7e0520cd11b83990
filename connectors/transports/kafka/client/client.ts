// The client of Kafka that the input needs, and no more: the ends of partitions, and a member of a group that is told
// where to read. This folder is the only place that knows kafkajs.
import { Kafka, type LogEntry, logLevel, type SASLOptions } from "kafkajs";
import { addCodecs } from "./codecs.ts";
import { type ConsumerEvents, type GroupConsumer, joinGroup } from "./consumer.ts";
import { restIdleQueues } from "./idle-queues.ts";
import type { KafkaLog } from "../kafka-log.ts";

/** What there is of a partition: from `start` on, before `end`. */
export interface LogBounds {
  readonly start: bigint;
  readonly end: bigint;
}

export interface Login {
  readonly mechanism: "plain" | "scram-sha-256" | "scram-sha-512";
  readonly username: string;
  readonly password: string;
}

/** PEM: whom to trust besides the system's list, and by what this client is known. */
export interface Trust {
  readonly ca?: string[];
  readonly cert?: string;
  readonly key?: string;
}

export interface ClientSettings {
  readonly brokers: readonly string[];
  readonly group: string;
  readonly clientId: string;
  readonly sasl?: Login | undefined;
  readonly tls?: Trust | undefined;
  /** How soon new partitions are noticed. */
  readonly metadataMilliseconds: number;
}

export interface KafkaClient {
  /** By which a cluster is told from another; empty where the brokers do not say. */
  clusterId(): Promise<string>;
  /** Of each partition, by its number. */
  bounds(topic: string): Promise<Map<number, LogBounds>>;
  /** A new member of the group; it lives until it is stopped or `failed` is told. */
  join(topics: readonly string[], events: ConsumerEvents, ending: AbortSignal): Promise<GroupConsumer>;
  close(): Promise<void>;
}

/** Its retries are short: whoever calls tries again, and knows for how long. kafkajs has others under test runners. */
const retry = { initialRetryTime: 200, maxRetryTime: 2000, retries: 5 };

/**
 * What kafkajs calls errors are mostly rebalances, said again at each attempt; what matters is told by `failed`.
 * Its words carry no payload.
 */
const logTo =
  (log: KafkaLog) =>
  () =>
  ({ log: entry }: LogEntry): void => {
    const cause = typeof entry["error"] === "string" ? `: ${entry["error"]}` : "";
    log.debug(`${entry.message}${cause}`);
  };

/** kafkajs' type asks for one mechanism at a time. */
const saslOf = ({ mechanism, username, password }: Login): SASLOptions => {
  const login = { username, password };
  if (mechanism === "plain") return { mechanism, ...login };
  return mechanism === "scram-sha-256" ? { mechanism, ...login } : { mechanism, ...login };
};

export const connectKafka = (settings: ClientSettings, log: KafkaLog): KafkaClient => {
  restIdleQueues();
  addCodecs();
  const kafka = new Kafka({
    clientId: settings.clientId,
    brokers: [...settings.brokers],
    connectionTimeout: 5000,
    requestTimeout: 20_000,
    retry,
    logLevel: logLevel.WARN,
    logCreator: logTo(log),
    ...(settings.sasl === undefined ? {} : { sasl: saslOf(settings.sasl) }),
    ...(settings.tls === undefined ? {} : { ssl: settings.tls }),
  });
  const admin = kafka.admin({ retry });
  let connected: Promise<void> | undefined;

  /** After a failure the next question connects anew. */
  const ask = async <Answer>(question: () => Promise<Answer>): Promise<Answer> => {
    try {
      await (connected ??= admin.connect());
      return await question();
    } catch (error) {
      connected = undefined;
      await admin.disconnect().catch(() => undefined);
      throw error;
    }
  };

  return {
    clusterId: async () => (await ask(() => admin.describeCluster())).clusterId ?? "",
    bounds: async (topic) => {
      const offsets = await ask(() => admin.fetchTopicOffsets(topic));
      return new Map(
        offsets.map(({ partition, low, high }) => [partition, { start: BigInt(low), end: BigInt(high) }]),
      );
    },
    join: (topics, events, ending) => joinGroup(kafka, settings, topics, events, ending),
    close: async () => {
      if (connected !== undefined) await admin.disconnect().catch(() => undefined);
      connected = undefined;
    },
  };
};
