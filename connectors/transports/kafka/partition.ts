// What is known of one partition: what was read and not yet handed over, how far it was handed over, and where to go on.
import type { Arrival, StreamGap, StreamProgress } from "../stream-input.ts";
import type { KafkaRecord, PartitionName } from "./client/consumer.ts";
import { type Mark, markOf, readMark, writeMark } from "./mark.ts";

/** One position that was read. */
export interface Waiting {
  readonly position: bigint;
  /** Null for a tombstone: the position counts, there is nothing to store. */
  readonly record: Buffer | null;
  readonly source: KafkaRecord;
  /** When it came, in milliseconds since 1970. */
  readonly at: number;
}

export interface HandedOver {
  readonly arrival: Arrival | null;
  readonly progress: StreamProgress | null;
  readonly gaps: readonly StreamGap[];
  readonly oldestAt: number | null;
}

/** What an object of a record costs beside its bytes, about. */
const recordOverhead = 300;

export const streamOf = ({ topic, partition }: PartitionName): string => `kafka:${topic}/${partition}`;

export class Partition implements PartitionName {
  readonly topic: string;
  readonly partition: number;
  readonly stream: string;
  /** Whether the group has given it to this member. */
  isAssigned = false;
  /** False until something says where it begins. */
  isKnown = true;
  /** Why it is not read. */
  refusal: string | null = null;
  /** The position that is expected to be fetched next. */
  cursor: bigint;
  /** The record that must be seen first again, where the reading begins anew. */
  expected: Mark | null = null;
  /** Where a jump was seen: twice at the same place, it is a hole. */
  jump: bigint | null = null;
  /** How far it was read at the last survey. */
  seenAt: bigint | null = null;
  /** Counts the times that reading began anew: what was fetched before is void. */
  epoch = 0;
  end: bigint | null = null;
  bytes = 0;

  /** Where it was read from first. */
  #origin: bigint;
  #cluster = "";
  #waiting: Waiting[] = [];
  #head = 0;
  #gaps: StreamGap[] = [];
  /** Everything before it is in `waiting` or was handed over. */
  #read: bigint;
  #readMark: Mark | null;
  /** Everything before it was handed over. */
  #taken: bigint;
  #takenMark: Mark | null;
  /** How far the last progress that was handed over came. */
  #told: bigint;

  constructor({ topic, partition }: PartitionName, next: bigint, mark: string | null) {
    this.topic = topic;
    this.partition = partition;
    this.stream = streamOf({ topic, partition });
    this.#origin = next;
    this.#read = next;
    this.#taken = next;
    this.#told = next;
    this.#readMark = readMark(mark);
    this.#takenMark = this.#readMark;
    this.cursor = next;
  }

  /** Of the last record that was read; null where it is not known. */
  get cluster(): string | null {
    return this.#readMark?.cluster ?? null;
  }

  get read(): bigint {
    return this.#read;
  }

  get size(): number {
    return this.#waiting.length - this.#head;
  }

  get hasGap(): boolean {
    return this.#gaps.length > 0;
  }

  /** Positions that are known to wait, here and at the brokers. */
  get lag(): number {
    const next = this.#waiting[this.#head]?.position ?? this.#read;
    return this.end !== null && this.end > next ? Number(this.end - next) : 0;
  }

  /** Prepares to read on after what was read. Gives the position to ask for: that of the last record, to see it again. */
  begin(start: bigint | null): bigint {
    this.epoch += 1;
    const mark = this.#readMark;
    const isSeen = mark !== null && mark.position < this.#read && (start === null || mark.position >= start);
    this.expected = isSeen ? mark : null;
    this.cursor = isSeen ? mark.position : this.#read;
    return this.cursor;
  }

  /** Takes in what was read up to `last`. Of records before the position to go on from there must be none. */
  push(waiting: readonly Waiting[], last: bigint, cluster: string): void {
    this.#cluster = cluster;
    for (const entry of waiting) {
      this.#waiting.push(entry);
      this.bytes += (entry.record?.length ?? 0) + recordOverhead;
    }
    const final = waiting.at(-1);
    if (final !== undefined) this.#readMark = markOf(cluster, final.source);
    this.isKnown = true;
    this.pass(last + 1n);
  }

  /** Nothing readable stands before `next`. */
  pass(next: bigint): void {
    this.jump = null;
    this.cursor = next;
    if (next > this.#read) this.#read = next;
  }

  /** Positions up to `to` are gone. */
  skip(to: bigint, reason: string): void {
    this.#gaps.push({ stream: this.stream, from: this.#read, to, reason });
    this.#read = to;
  }

  /** Positions before `start` were gone before anybody asked for them. */
  beginAt(start: bigint): void {
    this.isKnown = true;
    this.#origin = start;
    this.#read = start;
    this.#taken = start;
    this.#told = start;
  }

  take(count: number, source: string): HandedOver {
    const end = Math.min(this.#head + count, this.#waiting.length);
    const entries = this.#waiting.slice(this.#head, end);
    this.#drop(end, entries);
    const last = entries.at(-1);
    if (last !== undefined) this.#takenMark = markOf(this.#cluster, last.source);
    this.#taken = this.#waiting[this.#head]?.position ?? this.#read;
    const gaps = this.#gaps.filter(({ to }) => to <= this.#taken);
    this.#gaps = this.#gaps.filter(({ to }) => to > this.#taken);
    const records = entries.flatMap(({ record, position, at }) =>
      record === null ? [] : [{ record, position, at }],
    );
    return {
      arrival:
        records.length === 0
          ? null
          : {
              source,
              origin: this.stream,
              positions: records.map(({ position }) => position),
              records: records.map(({ record }) => record),
            },
      progress: this.#tell(),
      gaps,
      oldestAt: records[0]?.at ?? null,
    };
  }

  /** Nobody reads it for now; what is still on its way is void. */
  suspend(): void {
    this.isAssigned = false;
    this.epoch += 1;
  }

  /** The group took it away: what was not handed over is read again by whoever gets it. */
  release(): void {
    this.isAssigned = false;
    this.#goTo(this.#taken, this.#takenMark);
  }

  /** Goes back to what is stored; where nothing is, to where it began. */
  rewind(stored: StreamProgress | undefined): void {
    this.#goTo(stored?.next ?? this.#origin, readMark(stored?.mark ?? null));
    this.#told = this.#read;
  }

  #tell(): StreamProgress | null {
    if (this.#taken === this.#told) return null;
    this.#told = this.#taken;
    const mark = this.#takenMark === null ? null : writeMark(this.#takenMark);
    return { stream: this.stream, next: this.#taken, mark };
  }

  #goTo(next: bigint, mark: Mark | null): void {
    this.epoch += 1;
    this.#waiting = [];
    this.#head = 0;
    this.#gaps = [];
    this.bytes = 0;
    this.#read = next;
    this.#readMark = mark;
    this.#taken = next;
    this.#takenMark = mark;
    this.jump = null;
  }

  #drop(end: number, entries: readonly Waiting[]): void {
    for (const { record } of entries) this.bytes -= (record?.length ?? 0) + recordOverhead;
    this.#head = end;
    // The array is cut when half of it is empty: each record is moved about once.
    if (this.#head * 2 >= this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#head);
      this.#head = 0;
    }
  }
}
