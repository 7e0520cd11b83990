// Walks over the frames of one segment, a piece of the file at a time. Where bytes are damaged it goes on at the next
// frame that is whole, and says which bytes it passed over.
import { type FileHandle, open } from "node:fs/promises";
import { type Frame, frameAt, frameMagic, headerAt, headerBytes } from "./frame.ts";
import { decodeSegmentHeader, type SegmentHeader, segmentHeaderBytes } from "./segment-header.ts";

/** Read at once: large enough to be fast, small enough to be kept by a single record of it. */
const pieceBytes = 1 << 20;

/** Bytes that are no frame, and where they stand. */
export interface Passed {
  readonly at: number;
  readonly bytes: Buffer;
}

/** What comes next in a segment: a frame, or the end of what may be read; and what was passed over before it. */
export interface Step {
  readonly frame: Frame | undefined;
  readonly passed: Passed | undefined;
}

const nothingMore: Step = { frame: undefined, passed: undefined };

export class FrameCursor {
  readonly #handle: FileHandle;
  readonly #seed: number;
  #at = segmentHeaderBytes;
  #piece: Buffer = Buffer.alloc(0);
  #pieceAt = 0;

  private constructor(handle: FileHandle, seed: number) {
    this.#handle = handle;
    this.#seed = seed;
  }

  static async open(path: string, seed: number): Promise<FrameCursor> {
    return new FrameCursor(await open(path, "r"), seed);
  }

  async header(): Promise<SegmentHeader | undefined> {
    return decodeSegmentHeader(await this.#read(0, segmentHeaderBytes));
  }

  async size(): Promise<number> {
    return (await this.#handle.stat()).size;
  }

  /** Makes durable what was written to the file by whomever. */
  sync(): Promise<void> {
    return this.#handle.datasync();
  }

  /**
   * The next frame before a place in the file. Frames that end before `from` are gone over without being looked into.
   * Undefined where the file has to be asked: then `next` gives it.
   */
  inMemory(limit: number, from: bigint): Step | undefined {
    for (;;) {
      if (this.#at >= limit) return nothingMore;
      const start = this.#at - this.#pieceAt;
      const header = headerAt(this.#piece, start, this.#seed);
      if (header === undefined || this.#at + header.bytes > limit) return undefined;
      const frame = header.end > from ? frameAt(this.#piece, start, header, this.#seed) : null;
      if (frame === undefined) return undefined;
      this.#at += header.bytes;
      if (frame !== null) return { frame, passed: undefined };
    }
  }

  /** The same, asking the file for more. */
  async next(limit: number, from: bigint): Promise<Step> {
    for (;;) {
      const found = this.inMemory(limit, from);
      if (found !== undefined) return found;
      const wanted = Math.min(this.#wanted(limit, from), limit - this.#at);
      const isHere = this.#pieceAt === this.#at && this.#piece.length >= wanted;
      if (isHere || !(await this.#load(wanted, limit))) return this.#resynchronise(limit);
    }
  }

  close(): Promise<void> {
    return this.#handle.close();
  }

  /** The first whole frame behind damaged bytes. It keeps the rest of the segment in memory: this is rare. */
  async #resynchronise(limit: number): Promise<Step> {
    const at = this.#at;
    const rest = await this.#read(at, limit - at);
    for (let place = rest.indexOf(frameMagic, 1); place >= 0; place = rest.indexOf(frameMagic, place + 1)) {
      const header = headerAt(rest, place, this.#seed);
      const frame = header && frameAt(rest, place, header, this.#seed);
      if (header === undefined || frame === undefined) continue;
      this.#at = at + place + header.bytes;
      return { frame, passed: { at, bytes: rest.subarray(0, place) } };
    }
    this.#at = limit;
    return { frame: undefined, passed: rest.length === 0 ? undefined : { at, bytes: rest } };
  }

  /** How many bytes from here on tell what stands here. */
  #wanted(limit: number, from: bigint): number {
    const header = headerAt(this.#piece, this.#at - this.#pieceAt, this.#seed);
    const isNeeded = header !== undefined && header.end > from && this.#at + header.bytes <= limit;
    return isNeeded ? header.bytes : headerBytes;
  }

  /** A piece from here on. False where the file ends before it has so many bytes. */
  async #load(wanted: number, limit: number): Promise<boolean> {
    this.#piece = await this.#read(this.#at, Math.min(Math.max(wanted, pieceBytes), limit - this.#at));
    this.#pieceAt = this.#at;
    return this.#piece.length >= wanted;
  }

  async #read(at: number, length: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafe(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await this.#handle.read(buffer, filled, length - filled, at + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  }
}
