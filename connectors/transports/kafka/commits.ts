// Tells Kafka how far is stored, for tools that show lag. Best effort: nothing reads it, and a failure is no failure.
import type { StreamProgress } from "../stream-input.ts";
import { type KafkaLog, messageOf } from "./kafka-log.ts";
import type { Partition } from "./partition.ts";
import type { Reader } from "./reader.ts";

export class Commits {
  readonly #reader: Reader;
  readonly #log: KafkaLog;
  readonly #waiting = new Map<string, bigint>();
  #isBusy = false;

  constructor(reader: Reader, log: KafkaLog) {
    this.#reader = reader;
    this.#log = log;
  }

  add(progress: readonly StreamProgress[]): void {
    for (const { stream, next } of progress) this.#waiting.set(stream, next);
    if (!this.#isBusy) void this.#commit();
  }

  /** The newest of what came while the one before was on its way. */
  async #commit(): Promise<void> {
    this.#isBusy = true;
    try {
      while (this.#waiting.size > 0) {
        const positions = [...this.#waiting].flatMap(([stream, next]) => {
          const partition = this.#reader.partitions.get(stream);
          return partition?.isAssigned === true ? [positionOf(partition, next)] : [];
        });
        this.#waiting.clear();
        if (positions.length > 0) await this.#reader.consumer?.commit(positions);
      }
    } catch (error) {
      this.#log.debug(`How far is stored could not be told to Kafka: ${messageOf(error)}`);
    } finally {
      this.#isBusy = false;
    }
  }
}

const positionOf = ({ topic, partition }: Partition, next: bigint) => ({ topic, partition, next });
