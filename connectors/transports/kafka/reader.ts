// Reads the partitions that the group gives into bounded memory, and sees to it that nothing is passed over: a record
// is taken in only where the one before it was, or is known to be gone.
import { setTimeout as sleep } from "node:timers/promises";
import type { StreamProgress } from "../stream-input.ts";
import type { KafkaClient, LogBounds } from "./client/client.ts";
import type { ConsumerEvents, FetchedBatch, GroupConsumer, PartitionName } from "./client/consumer.ts";
import { Intake, type IntakeSettings } from "./intake.ts";
import { isMarked } from "./mark.ts";
import { Partition, streamOf } from "./partition.ts";

export interface ReaderSettings extends IntakeSettings {
  readonly client: KafkaClient;
  readonly topics: readonly string[];
  /** Something to take came. */
  onWaiting(): void;
  /** The group gave partitions, perhaps others than before. */
  onAssigned(): void;
}

const anew = "was made anew, or is of another cluster";

/** A new leader may know less of the end for a moment: a partition that seems shorter than before is asked again. */
const endAttempts = 4;
const endMilliseconds = 1000;

export class Reader implements ConsumerEvents {
  readonly partitions = new Map<string, Partition>();
  readonly #settings: ReaderSettings;
  #stored = new Map<string, StreamProgress>();
  #cluster = "";
  #consumer: GroupConsumer | null = null;
  readonly #intake: Intake;

  constructor(settings: ReaderSettings) {
    this.#settings = settings;
    this.#intake = new Intake(settings, () => this.#hold());
  }

  get consumer(): GroupConsumer | null {
    return this.#consumer;
  }

  /** Why what was fetched cannot be taken in now. */
  get problem(): string | null {
    return this.#intake.problem;
  }

  begin(stored: readonly StreamProgress[]): void {
    this.#stored = new Map(stored.map((progress) => [progress.stream, progress]));
  }

  /** Compares what is stored with what the brokers have; what cannot go on is refused from then on. */
  async survey(): Promise<void> {
    this.#cluster = await this.#settings.client.clusterId();
    for (const topic of this.#settings.topics) {
      const floors = new Map([...this.partitions.values()].map(({ stream, read }) => [stream, read]));
      const bounds = await this.#boundsOf(
        topic,
        (stream) => floors.get(stream) ?? this.#stored.get(stream)?.next ?? 0n,
      );
      for (const [number, there] of bounds) this.#compare({ topic, partition: number }, there, floors);
      this.#refuseMissing(topic, bounds);
    }
  }

  assigned(names: readonly PartitionName[], consumer: GroupConsumer): void {
    this.#consumer = consumer;
    const given = new Set(names.map(streamOf));
    for (const partition of this.partitions.values()) if (!given.has(partition.stream)) partition.release();
    for (const name of names) {
      const partition = this.#partitionOf(name);
      partition.isAssigned = true;
      this.#seek(partition);
    }
    this.#hold();
    this.#settings.onAssigned();
  }

  async fetched(batch: FetchedBatch): Promise<boolean> {
    const partition = this.partitions.get(streamOf(batch));
    if (partition === undefined || !partition.isAssigned || partition.refusal !== null) return false;
    if (batch.from !== partition.cursor && batch.from !== partition.jump) {
      await this.#lookAround(partition, batch.from);
      return false;
    }
    partition.end = batch.end;
    if (!this.#recognise(partition, batch)) return false;
    const { epoch, read } = partition;
    const waiting = await this.#intake.decode(batch.records.filter(({ offset }) => BigInt(offset) >= read));
    if (waiting === null || partition.epoch !== epoch || !partition.isAssigned) return false;
    partition.push(waiting, batch.last, this.#cluster);
    this.#hold();
    this.#settings.onWaiting();
    return true;
  }

  passed(name: PartitionName, first: bigint, last: bigint): void {
    const partition = this.partitions.get(streamOf(name));
    // Anything else is seen as a jump when the next record comes.
    if (partition?.isAssigned === true && first === partition.cursor) partition.pass(last + 1n);
  }

  alive(): void {}

  disturbed(): void {
    for (const partition of this.partitions.values()) this.#seek(partition);
  }

  /** What was read stays: the next member goes on behind it. */
  failed(): void {
    this.#consumer = null;
    for (const partition of this.partitions.values()) partition.suspend();
  }

  rewind(stored: readonly StreamProgress[]): void {
    this.begin(stored);
    for (const partition of this.partitions.values()) {
      partition.rewind(this.#stored.get(partition.stream));
      this.#seek(partition);
    }
    this.#hold();
  }

  /** Call it when something was taken. */
  release(): void {
    if (this.#intake.isFull) this.#hold();
  }

  #partitionOf(name: PartitionName, start: bigint | null = null): Partition {
    const stream = streamOf(name);
    const known = this.partitions.get(stream);
    if (known !== undefined) return known;
    const stored = this.#stored.get(stream);
    const partition = new Partition(name, stored?.next ?? start ?? 0n, stored?.mark ?? null);
    partition.isKnown = stored !== undefined || start !== null;
    this.partitions.set(stream, partition);
    return partition;
  }

  async #boundsOf(topic: string, floor: (stream: string) => bigint): Promise<Map<number, LogBounds>> {
    for (let attempt = 1; ; attempt += 1) {
      const bounds = await this.#settings.client.bounds(topic);
      const isShort = [...bounds].some(([partition, { end }]) => end < floor(streamOf({ topic, partition })));
      if (!isShort || attempt === endAttempts) return bounds;
      await sleep(endMilliseconds);
    }
  }

  /** `floors`: how far each was read before the brokers were asked; reading goes on meanwhile. */
  #compare(name: PartitionName, { start, end }: LogBounds, floors: ReadonlyMap<string, bigint>): void {
    const partition = this.#partitionOf(name, start);
    const floor = floors.get(partition.stream) ?? partition.read;
    partition.end = end;
    if (end < floor) {
      this.#refuse(partition, `it ends at ${end}, before what is stored of it; the topic ${anew}`);
    } else if (partition.cluster !== null && partition.cluster !== this.#cluster) {
      this.#refuse(
        partition,
        `it was read from the cluster ${partition.cluster}, and this is ${this.#cluster}`,
      );
    } else if (start > floor && floor === partition.read && (!this.#consumer || floor === partition.seenAt)) {
      // Nothing is on its way: nobody reads, or nothing has come for long.
      this.#skip(partition, start);
      this.#seek(partition, start);
    }
    partition.seenAt = floor;
  }

  #refuseMissing(topic: string, bounds: ReadonlyMap<number, LogBounds>): void {
    const prefix = `kafka:${topic}/`;
    for (const stream of [...this.#stored.keys(), ...this.partitions.keys()]) {
      const number = stream.startsWith(prefix) ? stream.slice(prefix.length) : "";
      if (!/^\d+$/.test(number) || bounds.has(Number(number))) continue;
      this.#refuse(this.#partitionOf({ topic, partition: Number(number) }), `it is gone; the topic ${anew}`);
    }
  }

  /** Something else came than was asked for: the brokers no longer have it, or passed over what is unreadable. */
  async #lookAround(partition: Partition, from: bigint): Promise<void> {
    const { epoch, read } = partition;
    const all = await this.#boundsOf(partition.topic, (stream) => (stream === partition.stream ? read : 0n));
    const bounds = all.get(partition.partition);
    if (bounds === undefined || partition.epoch !== epoch) return;
    partition.end = bounds.end;
    if (bounds.end < read) {
      this.#refuse(partition, `it ends at ${bounds.end}, before what is stored of it; the topic ${anew}`);
      return;
    }
    if (bounds.start > read) this.#skip(partition, bounds.start);
    partition.jump = from;
    this.#seek(partition, bounds.start);
  }

  /** Begins anew behind what was read. */
  #seek(partition: Partition, start: bigint | null = null): void {
    if (partition.isAssigned) this.#consumer?.seek(partition, partition.begin(start));
  }

  #skip(partition: Partition, start: bigint): void {
    if (!partition.isKnown) {
      partition.beginAt(start);
      return;
    }
    this.#settings.log.error(
      `Records are lost: ${partition.stream} was not read from ${partition.read} to ${start} before Kafka deleted them.`,
    );
    partition.skip(start, "retention");
    this.#settings.onWaiting();
  }

  #recognise(partition: Partition, { records }: FetchedBatch): boolean {
    const mark = partition.expected;
    const seen = mark === null ? undefined : records.find(({ offset }) => BigInt(offset) >= mark.position);
    if (mark === null || seen === undefined) return true;
    partition.expected = null;
    // Where compaction or retention took the record there is nothing to compare.
    if (BigInt(seen.offset) !== mark.position || isMarked(mark, seen)) return true;
    this.#refuse(
      partition,
      `its record ${mark.position} is another than the one that is stored; the topic ${anew}`,
    );
    return false;
  }

  #refuse(partition: Partition, problem: string): void {
    if (partition.refusal !== null) return;
    partition.refusal = problem;
    this.#settings.log.error(`The stream cannot go on from ${partition.stream}: ${problem}.`);
    this.#hold();
  }

  #hold(): void {
    this.#intake.hold([...this.partitions.values()], this.#consumer);
  }
}
