// Frames of a journal in order, from a position on, and the positions that are not there. It reads what is durable, in
// pieces; bytes that are damaged are copied beside the segment before they are passed over.
import { writeFile } from "node:fs/promises";
import type { StreamGap } from "../../connectors/transports/stream-input.ts";
import { systemCode } from "../../models/errors.ts";
import { FrameCursor, type Step } from "./frame-cursor.ts";
import type { Frame } from "./frame.ts";
import type { Journal } from "./journal.ts";
import type { Span } from "./segments.ts";

export interface Read {
  readonly frames: readonly Frame[];
  readonly gaps: readonly StreamGap[];
}

interface Limits {
  readonly records: number;
  readonly bytes: number;
}

/** Copies damaged bytes beside their segment, once. */
const setAside = async (span: Span, passed: NonNullable<Step["passed"]>): Promise<void> => {
  try {
    await writeFile(`${span.path}-${String(passed.at)}.damaged`, passed.bytes, { flag: "wx", mode: 0o600 });
  } catch (error) {
    if (systemCode(error) !== "EEXIST") throw error;
  }
};

/** The records of a frame from a position on. */
const partFrom = (frame: Frame, from: bigint): Frame => ({
  ...frame,
  first: from,
  records: frame.records.slice(Number(from - frame.first)),
});

export class JournalReader {
  readonly #journal: Journal;
  #next: bigint;
  #cursor: { readonly path: string; readonly frames: FrameCursor } | undefined;

  constructor(journal: Journal, next: bigint) {
    this.#journal = journal;
    this.#next = next;
  }

  /** The position after what was read. */
  get next(): bigint {
    return this.#next;
  }

  /** What follows, until a limit is passed. */
  async read(limits: Limits): Promise<Read> {
    const frames: Frame[] = [];
    const gaps: StreamGap[] = [];
    let records = 0;
    let bytes = 0;
    while (records < limits.records && bytes < limits.bytes) {
      const span = this.#journal.spanAt(this.#next);
      if (span === undefined) break;
      const { frame, gap } = await this.#step(span);
      if (gap !== undefined) gaps.push(gap);
      if (frame === undefined) continue;
      frames.push(frame);
      records += frame.records.length;
      for (const { length } of frame.records) bytes += length;
    }
    return { frames, gaps };
  }

  async close(): Promise<void> {
    await this.#cursor?.frames.close();
    this.#cursor = undefined;
  }

  /** One frame further, or to the end of the span. */
  async #step(span: Span): Promise<{ frame: Frame | undefined; gap: StreamGap | undefined }> {
    const from = this.#next;
    if (span.first > from) return { frame: undefined, gap: this.#gapTo(span.first, "journal_missing") };
    const cursor = await this.#cursorOf(span);
    const limit = span.bytes ?? (await cursor.size());
    const { frame, passed } = await cursor.next(limit, from);
    if (frame !== undefined && frame.end <= from) return { frame: undefined, gap: undefined };
    const isOver = frame === undefined || frame.first >= span.end;
    const to = isOver ? span.end : frame.first;
    const isLost = to > from;
    if (isLost && passed !== undefined) await setAside(span, passed);
    const gap = isLost
      ? this.#gapTo(to, passed === undefined ? "journal_missing" : "journal_damaged")
      : undefined;
    if (isOver) return { frame: undefined, gap };
    this.#next = frame.end;
    return { frame: frame.first < from ? partFrom(frame, from) : frame, gap };
  }

  #gapTo(to: bigint, reason: string): StreamGap {
    const gap: StreamGap = { stream: "journal", from: this.#next, to, reason };
    this.#next = to;
    return gap;
  }

  async #cursorOf({ path }: Span): Promise<FrameCursor> {
    if (this.#cursor?.path !== path) {
      await this.close();
      this.#cursor = { path, frames: await FrameCursor.open(path, this.#journal.seed) };
    }
    return this.#cursor?.frames ?? FrameCursor.open(path, this.#journal.seed);
  }
}
