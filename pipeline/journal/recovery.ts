// What a journal holds that a process left behind: its identity and the position after its last record. A write that
// the process did not live to finish is cut off: nothing in it was acknowledged.
import { rm, truncate } from "node:fs/promises";
import { PolkuError } from "../../models/errors.ts";
import { FrameCursor } from "./frame-cursor.ts";
import { frameMagic, headerAt, headerBytes } from "./frame.ts";
import { formatVersion, type SegmentHeader, seedOf } from "./segment-header.ts";
import { listSegments, type Segment } from "./segments.ts";

export interface Recovered {
  readonly segments: readonly Segment[];
  /** Null where no segment tells it. */
  readonly identity: string | null;
  /** After the last record, whole or damaged; null where there is no segment. */
  readonly next: bigint | null;
}

const refused = (folder: string, problem: string, remedy: string): PolkuError =>
  new PolkuError("stream_refused", { stream: folder, problem, remedy });

const headerOf = async ({ path }: Segment): Promise<SegmentHeader | undefined> => {
  const cursor = await FrameCursor.open(path, 0);
  try {
    return await cursor.header();
  } finally {
    await cursor.close();
  }
};

/** The one identity of all segments; null where no segment tells it. */
export const identityOf = async (folder: string, segments: readonly Segment[]): Promise<string | null> => {
  let identity: string | null = null;
  for (const segment of segments) {
    const header = await headerOf(segment);
    if (header === undefined) continue;
    if (header.version > formatVersion) {
      throw refused(
        folder,
        "a newer polku wrote its journal",
        "Install the polku that wrote it, or a newer one.",
      );
    }
    if (identity !== null && identity !== header.identity) {
      throw refused(
        folder,
        "its segments are of two journals",
        "Move those away that are of another workspace.",
      );
    }
    identity = header.identity;
  }
  return identity;
};

/** True where bytes look like a write that did not end: cut off, or followed by zeros that were never filled. */
export const isTorn = (tail: Buffer, seed: number): boolean => {
  if (tail.length < headerBytes || tail.at(-1) === 0) return true;
  const header = headerAt(tail, 0, seed);
  return header !== undefined && header.bytes > tail.length;
};

/** The position after damaged frames, as far as their headers tell; at least one record was there. */
const endOfDamage = (tail: Buffer, next: bigint, seed: number): bigint => {
  let end = next + 1n;
  for (let place = tail.indexOf(frameMagic); place >= 0; place = tail.indexOf(frameMagic, place + 1)) {
    const header = headerAt(tail, place, seed);
    if (header !== undefined && header.end > end) end = header.end;
  }
  return end;
};

/** Walks over the last segment, cuts a torn tail off, and gives the position after it. */
const endOf = async ({ path, first }: Segment, seed: number): Promise<bigint> => {
  const cursor = await FrameCursor.open(path, seed);
  try {
    // A process that was killed may have left what only the system's memory holds.
    await cursor.sync();
    const size = await cursor.size();
    let next = first;
    for (;;) {
      const { frame, passed } = await cursor.next(size, 0n);
      if (frame !== undefined) next = frame.end;
      else if (passed === undefined) return next;
      else if (!isTorn(passed.bytes, seed)) return endOfDamage(passed.bytes, next, seed);
      else {
        await truncate(path, passed.at);
        return next;
      }
    }
  } finally {
    await cursor.close();
  }
};

/** Reads the headers of all segments and the whole of the last one, which has grown to a limited size. */
export const recover = async (folder: string, known: string | null): Promise<Recovered> => {
  const segments = await listSegments(folder);
  const identity = await identityOf(folder, segments);
  const last = segments.at(-1);
  if (last === undefined) return { segments, identity, next: null };
  const seed = seedOf(identity ?? known ?? "");
  const next = await endOf(last, seed);
  if (next > last.first) return { segments, identity, next };
  // It holds nothing: the next one has its name.
  await rm(last.path);
  return { segments: segments.slice(0, -1), identity, next };
};
