// Frames of a journal in order, from a position on, and the positions that are not there. It reads what is durable, in
// pieces; bytes that are damaged are copied beside the segment before they are passed over.
import { writeFile } from "node:fs/promises";
import type { StreamGap } from "../../connectors/transports/stream-input.ts";
import { systemCode } from "../../models/errors.ts";
import { FrameCursor, type Passed, type Step } from "./frame-cursor.ts";
import type { Frame } from "./frame.ts";
import type { Journal } from "./journal.ts";
import type { Span } from "./segments.ts";

export type JournalGap = Omit<StreamGap, "stream">;

export interface Read {
  readonly frames: readonly Frame[];
  readonly gaps: readonly JournalGap[];
}

export interface ReadLimits {
  readonly records: number;
  readonly bytes: number;
}

/** The segment that is read. */
interface Opened {
  readonly path: string;
  readonly cursor: FrameCursor;
  /** Asked for once nothing more is written to it. */
  bytes: number | null;
}

/** Copies damaged bytes beside their segment, once. */
const setAside = async ({ path }: Span, { at, bytes }: Passed): Promise<void> => {
  try {
    await writeFile(`${path}-${String(at)}.damaged`, bytes, { flag: "wx", mode: 0o600 });
  } catch (error) {
    if (systemCode(error) !== "EEXIST") throw error;
  }
};

/** The records of a frame from a position on. */
const partFrom = (frame: Frame, from: bigint): Frame =>
  frame.first >= from
    ? frame
    : { ...frame, first: from, records: frame.records.slice(Number(from - frame.first)) };

/** Beyond the end of its segment nothing was acknowledged. */
const acknowledged = ({ frame }: Step, { end }: Span): Frame | undefined =>
  frame === undefined || frame.first >= end ? undefined : frame;

export class JournalReader {
  readonly #journal: Journal;
  #next: bigint;
  #opened: Opened | undefined;

  constructor(journal: Journal, next: bigint) {
    this.#journal = journal;
    this.#next = next;
  }

  /** The position after what was read. */
  get next(): bigint {
    return this.#next;
  }

  /** What follows, until a limit is passed. */
  async read(limits: ReadLimits): Promise<Read> {
    const frames: Frame[] = [];
    const gaps: JournalGap[] = [];
    let { records, bytes } = limits;
    while (records > 0 && bytes > 0) {
      const span = this.#journal.spanAt(this.#next);
      if (span === undefined) break;
      if (span.first > this.#next) {
        gaps.push(this.#gapTo(span.first, false));
        continue;
      }
      // Most frames are in memory: to wait for each of them took longer than to read it.
      const step = this.#stepInMemory(span) ?? (await this.#step(span));
      const frame = acknowledged(step, span);
      const there = frame?.first ?? span.end;
      if (there > this.#next) {
        if (step.passed !== undefined) await setAside(span, step.passed);
        gaps.push(this.#gapTo(there, step.passed !== undefined));
      }
      if (frame === undefined || frame.end <= this.#next) continue;
      frames.push(partFrom(frame, this.#next));
      this.#next = frame.end;
      records -= frame.records.length;
      for (const { length } of frame.records) bytes -= length;
    }
    return { frames, gaps };
  }

  async close(): Promise<void> {
    await this.#opened?.cursor.close();
    this.#opened = undefined;
  }

  #stepInMemory({ path, bytes }: Span): Step | undefined {
    if (this.#opened?.path !== path) return undefined;
    const limit = bytes ?? this.#opened.bytes;
    return limit === null ? undefined : this.#opened.cursor.inMemory(limit, this.#next);
  }

  async #step({ path, bytes }: Span): Promise<Step> {
    if (this.#opened?.path !== path) {
      await this.close();
      const cursor = await FrameCursor.open(path, this.#journal.seed);
      this.#opened = { path, cursor, bytes: null };
    }
    const opened = this.#opened;
    if (bytes === null) opened.bytes ??= await opened.cursor.size();
    return opened.cursor.next(bytes ?? opened.bytes ?? 0, this.#next);
  }

  #gapTo(to: bigint, isDamaged: boolean): JournalGap {
    const reason = isDamaged ? "journal_damaged" : "journal_missing";
    const gap = { from: this.#next, to, reason };
    this.#next = to;
    return gap;
  }
}
