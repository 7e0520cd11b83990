// The files of a journal in order, and what each holds as far as it is durable. A segment ends where the next one
// begins: what stands in it beyond was never acknowledged.
import { open, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { faultPoint } from "../fault-point.ts";
import { firstOfName, segmentName } from "./segment-header.ts";

export interface Segment {
  readonly path: string;
  readonly first: bigint;
}

/** The part of a segment that may be read. */
export interface Span extends Segment {
  /** The position that follows, and how far the file may be read; the whole file where it is null. */
  readonly end: bigint;
  readonly bytes: number | null;
}

/** Makes names durable that were made or removed in a folder. */
export const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** The segments of a folder, in order. */
export const listSegments = async (folder: string): Promise<Segment[]> =>
  (await readdir(folder, { withFileTypes: true }))
    .flatMap((entry) => {
      const { name } = entry;
      const first = firstOfName(name);
      return first === undefined || !entry.isFile() ? [] : [{ first, path: join(folder, name) }];
    })
    .toSorted((one, other) => (one.first < other.first ? -1 : 1));

export class Segments {
  readonly #folder: string;
  /** The last one is being written, once there is one. */
  #list: Segment[];
  /** How far the last one is durable. */
  #durableBytes: number | null = null;
  #next: bigint;

  constructor(folder: string, list: readonly Segment[], next: bigint) {
    this.#folder = folder;
    this.#list = [...list];
    this.#next = next;
  }

  /** The position after the last durable record. */
  get next(): bigint {
    return this.#next;
  }

  pathOf(first: bigint): string {
    return join(this.#folder, segmentName(first));
  }

  /** A new last segment, which begins at `next`. One that held nothing has the same name and is gone. */
  begun(bytes: number): void {
    const kept = this.#list.filter(({ first }) => first < this.#next);
    this.#list = [...kept, { first: this.#next, path: this.pathOf(this.#next) }];
    this.#durableBytes = bytes;
  }

  /** So many records more are durable. */
  grown(records: bigint, bytes: number): void {
    this.#next += records;
    this.#durableBytes = bytes;
  }

  /** Where reading goes on from a position: the segment that holds it, or else the next; undefined where none follows. */
  spanAt(position: bigint): Span | undefined {
    if (position >= this.#next) return undefined;
    const index = Math.max(
      0,
      this.#list.findLastIndex(({ first }) => first <= position),
    );
    const segment = this.#list[index];
    if (segment === undefined) return undefined;
    const following = this.#list[index + 1];
    return following === undefined
      ? { ...segment, end: this.#next, bytes: this.#durableBytes }
      : { ...segment, end: following.first, bytes: null };
  }

  /** Removes the segments that lie wholly before a position; never the last one. */
  async removeBefore(position: bigint): Promise<void> {
    const isPassed = (index: number): boolean => (this.#list[index + 1]?.first ?? position + 1n) <= position;
    let passed = 0;
    while (isPassed(passed)) passed += 1;
    if (passed === 0) return;
    const gone = this.#list.slice(0, passed);
    this.#list = this.#list.slice(passed);
    for (const { path } of gone) {
      await rm(path, { force: true });
      faultPoint("journal-removed");
    }
    await syncFolder(this.#folder);
  }
}
