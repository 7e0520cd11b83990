// A member of a consumer group on kafkajs. Where to read is told by whoever owns it, at once when partitions are
// given; Kafka's own offsets are written for lag tools and never read. It does not restart itself.
import type { Cluster, Consumer, EachBatchPayload, Kafka, KafkaMessage } from "kafkajs";
import { sendAwayEarlier } from "./earlier-members.ts";
import { subscribedAssigner } from "./subscribed-assigner.ts";

export interface PartitionName {
  readonly topic: string;
  readonly partition: number;
}

export type KafkaRecord = Pick<KafkaMessage, "key" | "value" | "offset" | "timestamp">;

export interface FetchedBatch extends PartitionName {
  /** The position that was asked for: the records are all there were from it on. */
  readonly from: bigint;
  readonly records: readonly KafkaRecord[];
  /** The last position that was looked at, also where nothing readable stands at the end. */
  readonly last: bigint;
  /** Of the partition, when it was fetched. */
  readonly end: bigint;
}

export interface ConsumerEvents {
  /** The group gave these partitions, all there are for this member. Must seek each of them before it returns. */
  assigned(partitions: readonly PartitionName[], consumer: GroupConsumer): void;
  /** False: the batch counts as not read. */
  fetched(batch: FetchedBatch): Promise<boolean>;
  /** From `first` to `last` there is nothing to read: transactions' marks, and what was aborted. */
  passed(partition: PartitionName, first: bigint, last: bigint): void;
  /** A broker answered. */
  alive(): void;
  /** Something went wrong and reading goes on: what is read next may be of another topic. Should seek anew. */
  disturbed(): void;
  failed(error: Error): void;
}

export interface Position extends PartitionName {
  readonly next: bigint;
}

export interface GroupConsumer {
  seek(partition: PartitionName, position: bigint): void;
  pause(partitions: readonly PartitionName[]): void;
  resume(partitions: readonly PartitionName[]): void;
  commit(positions: readonly Position[]): Promise<void>;
  stop(): Promise<void>;
}

export interface GroupSettings {
  readonly group: string;
  /** Of this input and of no other, from one life of it to the next. */
  readonly clientId: string;
  readonly metadataMilliseconds: number;
}

/**
 * A member that died holds its partitions for so long; brokers allow no less than six seconds unless they are told to.
 * One that is slower than that joins again and loses nothing.
 */
const sessionMilliseconds = 6000;

/** Bounds what one answer of the brokers holds in memory, beside what the input has buffered. */
const maxBytes = 4_194_304;

const asList = (partitions: readonly PartitionName[]): { topic: string; partitions: number[] }[] =>
  partitions.map(({ topic, partition }) => ({ topic, partitions: [partition] }));

/** kafkajs takes a consumer that crashed apart before it tells. What is said meanwhile does not matter: it is over. */
const whileRunning = (tell: () => void): void => {
  try {
    tell();
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes("was not initialized")) throw error;
  }
};

/** kafkajs keeps the position that was asked for beside what it documents. */
const askedFor = (batch: EachBatchPayload["batch"]): bigint => {
  if ("fetchedOffset" in batch && typeof batch.fetchedOffset === "string") return BigInt(batch.fetchedOffset);
  throw new Error("This version of kafkajs does not say what it fetched.");
};

const hand = async (payload: EachBatchPayload, events: ConsumerEvents): Promise<void> => {
  const { batch } = payload;
  if (payload.isStale() || !payload.isRunning()) return;
  const isRead = await events.fetched({
    topic: batch.topic,
    partition: batch.partition,
    from: askedFor(batch),
    records: batch.messages,
    last: BigInt(batch.lastOffset()),
    end: BigInt(batch.highWatermark),
  });
  if (isRead && !payload.isStale()) payload.resolveOffset(batch.lastOffset());
};

const listen = (consumer: Consumer, member: GroupConsumer, events: ConsumerEvents): void => {
  const asked = new Set<number>();
  consumer.on("consumer.group_join", ({ payload }) => {
    asked.clear();
    events.alive();
    const partitions = Object.entries(payload.memberAssignment).flatMap(([topic, numbers]) =>
      numbers.map((partition) => ({ topic, partition })),
    );
    events.assigned(partitions, member);
  });
  consumer.on("consumer.fetch_start", ({ payload: { nodeId } }) => {
    // What was asked before was not answered: the topic was not there, for one. kafkajs tells nobody and asks again.
    if (asked.has(nodeId)) events.disturbed();
    asked.add(nodeId);
  });
  consumer.on("consumer.fetch", ({ payload: { nodeId } }) => {
    asked.delete(nodeId);
    events.alive();
  });
  consumer.on("consumer.heartbeat", () => events.alive());
  consumer.on("consumer.start_batch_process", ({ payload }) => {
    const { topic, partition, batchSize, firstOffset, lastOffset } = payload;
    // Batches of nothing readable pass by the handler.
    if (batchSize === 0)
      events.passed({ topic, partition }, BigInt(firstOffset ?? lastOffset), BigInt(lastOffset));
  });
  consumer.on("consumer.crash", ({ payload }) => events.failed(payload.error));
};

export const joinGroup = async (
  kafka: Kafka,
  { group, clientId, metadataMilliseconds }: GroupSettings,
  topics: readonly string[],
  events: ConsumerEvents,
  ending: AbortSignal,
): Promise<GroupConsumer> => {
  let cluster: Cluster | undefined;
  const consumer = kafka.consumer({
    groupId: group,
    partitionAssigners: [
      (given) => {
        ({ cluster } = given);
        return subscribedAssigner(given);
      },
    ],
    allowAutoTopicCreation: false,
    sessionTimeout: sessionMilliseconds,
    heartbeatInterval: sessionMilliseconds / 4,
    rebalanceTimeout: 2 * sessionMilliseconds,
    // Also how long a seek or a resume may wait while nothing comes.
    maxWaitTimeInMs: 250,
    maxBytes,
    metadataMaxAge: metadataMilliseconds,
    retry: {
      initialRetryTime: 200,
      maxRetryTime: 2000,
      retries: 5,
      restartOnFailure: async () => await Promise.resolve(false),
    },
  });
  const member: GroupConsumer = {
    seek: ({ topic, partition }, position) =>
      whileRunning(() => consumer.seek({ topic, partition, offset: String(position) })),
    pause: (partitions) => whileRunning(() => consumer.pause(asList(partitions))),
    resume: (partitions) => whileRunning(() => consumer.resume(asList(partitions))),
    commit: (positions) =>
      consumer.commitOffsets(
        positions.map(({ topic, partition, next }) => ({ topic, partition, offset: String(next) })),
      ),
    stop: () => consumer.disconnect(),
  };
  listen(consumer, member, events);
  try {
    ending.throwIfAborted();
    await consumer.connect();
    // Where brokers forgot the position that is asked for, kafkajs goes to the start, and the jump is seen.
    await consumer.subscribe({ topics: [...topics], fromBeginning: true });
    if (cluster !== undefined) await sendAwayEarlier(cluster, group, clientId);
    ending.throwIfAborted();
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: (payload) => hand(payload, events),
    });
  } catch (error) {
    await consumer.disconnect().catch(() => undefined);
    throw error;
  }
  return member;
};
