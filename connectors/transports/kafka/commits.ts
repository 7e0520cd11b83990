// Tells Kafka how far is stored, for tools that show lag. Best effort: nothing reads it, and a failure is no failure.
import type { StreamProgress } from "../stream-input.ts";
import type { Position } from "./client/consumer.ts";
import { type KafkaLog, messageOf } from "./kafka-log.ts";
import type { Reader } from "./reader.ts";

export class Commits {
  readonly #reader: Reader;
  readonly #log: KafkaLog;
  readonly #stored: Map<string, bigint>;
  /** What Kafka knows already. */
  readonly #told = new Map<string, bigint>();
  #isBusy = false;

  constructor(reader: Reader, log: KafkaLog, stored: readonly StreamProgress[]) {
    this.#reader = reader;
    this.#log = log;
    this.#stored = new Map(stored.map(({ stream, next }) => [stream, next]));
  }

  add(progress: readonly StreamProgress[]): void {
    for (const { stream, next } of progress) this.#stored.set(stream, next);
    this.retry();
  }

  /**
   * The group gave partitions anew: others may have told something else of them meanwhile, or nobody anything. The
   * client takes nothing before it has joined, so this waits for the next `add` or `retry`.
   */
  forget(): void {
    this.#told.clear();
  }

  /** What could not be told yet. */
  retry(): void {
    if (!this.#isBusy) void this.#commit();
  }

  /** The newest of what came while the one before was on its way. */
  async #commit(): Promise<void> {
    this.#isBusy = true;
    try {
      for (let open = this.#open(); open.length > 0; open = this.#open()) {
        const { consumer } = this.#reader;
        if (consumer === null) return;
        await consumer.commit(open.map(([, position]) => position));
        for (const [stream, { next }] of open) this.#told.set(stream, next);
      }
    } catch (error) {
      this.#log.debug(`How far is stored could not be told to Kafka: ${messageOf(error)}`);
    } finally {
      this.#isBusy = false;
    }
  }

  #open(): [string, Position][] {
    return [...this.#stored].flatMap(([stream, next]) => {
      const partition = this.#reader.partitions.get(stream);
      if (partition?.isAssigned !== true || this.#told.get(stream) === next) return [];
      return [[stream, { topic: partition.topic, partition: partition.partition, next }]];
    });
  }
}
