// Kafka as an input of `polku stream`: topics of one source, read as a member of a consumer group. It goes on from what
// the store has and from nothing else; positions that Kafka forgot are told as gaps, a topic that was made anew is
// refused. Nothing that was read is passed over in silence.
import { setTimeout as sleep } from "node:timers/promises";
import type { KafkaInput as KafkaSettings } from "../../models/config/stream.ts";
import { PolkuError } from "../../models/errors.ts";
import { connectKafka, type KafkaClient } from "./kafka/client/client.ts";
import { Commits } from "./kafka/commits.ts";
import type { BufferBounds } from "./kafka/intake.ts";
import { type KafkaLog, messageOf } from "./kafka/kafka-log.ts";
import { clientSettings, type KafkaPlace, valueDecoder } from "./kafka/kafka-settings.ts";
import { KeptConsumer } from "./kafka/kept-consumer.ts";
import type { HandedOver, Partition } from "./kafka/partition.ts";
import { Reader } from "./kafka/reader.ts";
import type { InputState, StreamInput, StreamProgress, Taken } from "./stream-input.ts";

export interface KafkaInputOptions extends KafkaPlace {
  readonly input: KafkaSettings;
  readonly log: KafkaLog;
  /** Of the configuration: the consumer is replaced when no broker answered for so long. */
  readonly stallSeconds?: number;
  readonly buffer?: BufferBounds;
  /** How soon new partitions are noticed. */
  readonly metadataSeconds?: number;
  /** How long `start` waits for a broker that answers. */
  readonly startSeconds?: number;
}

const usualBuffer: BufferBounds = { records: 100_000, bytes: 67_108_864 };
const askMilliseconds = 500;
const surveyMilliseconds = 5000;

interface Running {
  readonly client: KafkaClient;
  readonly reader: Reader;
  readonly consumer: KeptConsumer;
  readonly commits: Commits;
  readonly ending: AbortController;
}

export class KafkaInput implements StreamInput {
  readonly name: string;
  readonly #options: KafkaInputOptions;
  #running: Running | undefined;
  #wake: () => void = () => undefined;
  #turn = 0;

  constructor(options: KafkaInputOptions) {
    this.#options = options;
    this.name = `kafka ${options.input.topics.join(", ")}`;
  }

  async start(stored: readonly StreamProgress[]): Promise<void> {
    const { input, log, stallSeconds = 60, metadataSeconds = 60, buffer = usualBuffer } = this.#options;
    const client = connectKafka(await clientSettings(this.#options, input, metadataSeconds * 1000), log);
    const { topics } = input;
    const decode = await valueDecoder(this.#options, input);
    const reader = new Reader({
      client,
      topics,
      decode,
      buffer,
      log,
      onWaiting: () => this.#wake(),
      onAssigned: () => this.#running?.commits.forget(),
    });
    reader.begin(stored);
    try {
      await this.#firstSurvey(reader);
    } catch (error) {
      await client.close();
      throw error;
    }
    const consumer = new KeptConsumer(reader, {
      join: async (events, signal) => {
        await reader.survey();
        return client.join(topics, events, signal);
      },
      stallMilliseconds: stallSeconds * 1000,
      log,
    });
    const ending = new AbortController();
    this.#running = { client, reader, consumer, commits: new Commits(reader, log, stored), ending };
    consumer.start();
    void this.#watch(this.#running);
  }

  take(maxRecords: number): Taken {
    const reader = this.#running?.reader;
    if (reader === undefined) return { arrivals: [], progress: [], gaps: [], oldestAt: null };
    const parts = this.#share([...reader.partitions.values()], maxRecords).map(([partition, count]) =>
      partition.take(count, this.#options.source),
    );
    reader.release();
    const present = <Key extends "arrival" | "progress" | "oldestAt">(key: Key) =>
      parts.flatMap((part) => (part[key] === null ? [] : [part[key] as NonNullable<HandedOver[Key]>]));
    const times = present("oldestAt");
    return {
      arrivals: present("arrival"),
      progress: present("progress"),
      gaps: parts.flatMap(({ gaps }) => gaps),
      oldestAt: times.length === 0 ? null : Math.min(...times),
    };
  }

  async waiting(milliseconds: number): Promise<void> {
    const partitions = [...(this.#running?.reader.partitions.values() ?? [])];
    if (partitions.some(({ size, hasGap }) => size > 0 || hasGap)) return;
    const ending = new AbortController();
    const woken = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    await Promise.race([
      woken,
      sleep(milliseconds, undefined, { signal: ending.signal }).catch(() => undefined),
    ]);
    ending.abort();
  }

  stored(progress: readonly StreamProgress[]): void {
    this.#running?.commits.add(progress);
  }

  async rewind(stored: readonly StreamProgress[]): Promise<void> {
    await Promise.resolve(this.#running?.reader.rewind(stored));
  }

  state(): InputState {
    const { name } = this;
    if (this.#running === undefined) return { name, isReading: false, problem: "not started", lag: null };
    const { reader, consumer } = this.#running;
    const partitions = [...reader.partitions.values()];
    const refused = partitions.find(({ refusal }) => refusal !== null);
    const fault =
      refused === undefined ? (consumer.problem ?? reader.problem) : `${refused.stream}: ${refused.refusal}`;
    const elsewhere = partitions.filter(({ isAssigned }) => !isAssigned).length;
    return {
      name,
      isReading: fault === null && elsewhere < partitions.length,
      problem: fault ?? this.#elsewhere(elsewhere, partitions.length),
      lag: partitions.reduce((sum, partition) => sum + partition.lag, 0),
    };
  }

  /** Who reads them does not store them here. */
  #elsewhere(count: number, all: number): string | null {
    if (count === 0) return null;
    const { group } = this.#options.input;
    return `another member of the group ${group} reads ${count} of ${all} partitions`;
  }

  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    this.#wake();
    if (running === undefined) return;
    running.ending.abort();
    await running.consumer.stop();
    await running.client.close();
  }

  /** How much of each partition is taken: as even as what waits allows, and none is always the first. */
  #share(partitions: readonly Partition[], maxRecords: number): (readonly [Partition, number])[] {
    this.#turn = partitions.length === 0 ? 0 : (this.#turn + 1) % partitions.length;
    const turned = [...partitions.slice(this.#turn), ...partitions.slice(0, this.#turn)];
    let left = maxRecords;
    const shares = turned
      .toSorted((one, other) => one.size - other.size)
      .map((partition, index) => {
        const count = Math.min(partition.size, Math.ceil(left / (turned.length - index)));
        left -= count;
        return [partition, count] as const;
      });
    return shares;
  }

  /** Brokers that are just starting are given time. */
  async #firstSurvey(reader: Reader): Promise<void> {
    const { source, input, startSeconds = 5 } = this.#options;
    const until = performance.now() + startSeconds * 1000;
    for (;;) {
      try {
        await reader.survey();
        break;
      } catch (error) {
        if (performance.now() < until) {
          await sleep(askMilliseconds);
          continue;
        }
        throw new PolkuError(
          "input_unusable",
          {
            input: this.name,
            source,
            problem: messageOf(error),
            remedy: `See that the brokers (${input.brokers.join(", ")}) run, that the topics exist, and that this machine and user may read them.`,
          },
          { cause: error },
        );
      }
    }
    const refused = [...reader.partitions.values()].find(({ refusal }) => refusal !== null);
    if (refused !== undefined) {
      throw new PolkuError("stream_refused", {
        stream: refused.stream,
        problem: refused.refusal ?? "",
        remedy: `If the topic was made anew on purpose, \`polku stream reread ${refused.topic}\` has it read from its first record; what is stored already counts as duplicate. Otherwise see that brokers and topic are the right ones.`,
      });
    }
  }

  /** Lag is known also of what is not read, and a topic that was made anew is noticed also where nothing comes. */
  async #watch({ reader, ending, consumer, commits }: Running): Promise<void> {
    const { signal } = ending;
    while (!signal.aborted) {
      await sleep(surveyMilliseconds, undefined, { signal }).catch(() => undefined);
      if (signal.aborted || consumer.problem !== null) continue;
      await reader.survey().catch(() => undefined);
      commits.retry();
    }
  }
}
