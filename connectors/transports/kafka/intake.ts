// What may be taken in: values that could be decoded, into bounded memory. Where there is no room, or the registry does
// not answer, nothing more is fetched; and nothing is given up.
import type { GroupConsumer, KafkaRecord } from "./client/consumer.ts";
import type { KafkaLog } from "./kafka-log.ts";
import type { Partition, Waiting } from "./partition.ts";
import { RegistryUnreachable } from "./registry/schema-registry.ts";
import type { ValueDecoder } from "./value-decoder.ts";

/** Above one of them nothing more is fetched until half of it was taken. */
export interface BufferBounds {
  readonly records: number;
  readonly bytes: number;
}

export interface IntakeSettings {
  readonly decode: ValueDecoder;
  readonly buffer: BufferBounds;
  readonly log: KafkaLog;
}

/** Between two attempts at a registry that does not answer. */
const registryMilliseconds = 2000;

export class Intake {
  /** Why what was fetched cannot be taken in now. */
  problem: string | null = null;
  isFull = false;
  readonly #settings: IntakeSettings;
  readonly #onChange: () => void;
  /** For the registry. */
  #isWaiting = false;

  /** `onChange`: it is time to `hold` anew. */
  constructor(settings: IntakeSettings, onChange: () => void) {
    this.#settings = settings;
    this.#onChange = onChange;
  }

  /** Null where it cannot be done now: nothing more is fetched for a moment, and then it comes again. */
  async decode(records: readonly KafkaRecord[]): Promise<Waiting[] | null> {
    try {
      const waiting = await this.#settings.decode(records);
      this.problem = null;
      return waiting;
    } catch (error) {
      if (!(error instanceof RegistryUnreachable)) throw error;
      if (this.problem === null) this.#settings.log.warn(`Kafka is not read on: ${error.message}`);
      this.problem = error.message;
      this.#wait();
      return null;
    }
  }

  /** Lets be fetched what may be fetched, and nothing else. */
  hold(partitions: readonly Partition[], consumer: GroupConsumer | null): void {
    const { records, bytes } = this.#settings.buffer;
    const share = this.isFull ? 0.5 : 1;
    this.isFull =
      partitions.reduce((sum, { size }) => sum + size, 0) > records * share ||
      partitions.reduce((sum, partition) => sum + partition.bytes, 0) > bytes * share;
    const given = partitions.filter(({ isAssigned }) => isAssigned);
    const isHeld = ({ refusal }: Partition): boolean => this.isFull || this.#isWaiting || refusal !== null;
    consumer?.pause(given.filter(isHeld));
    consumer?.resume(given.filter((partition) => !isHeld(partition)));
  }

  #wait(): void {
    this.#isWaiting = true;
    this.#onChange();
    setTimeout(() => {
      this.#isWaiting = false;
      this.#onChange();
    }, registryMilliseconds).unref();
  }
}
