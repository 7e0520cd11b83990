// Walks over the frames of one segment, a piece of the file at a time. Where bytes are damaged it goes on at the next
// frame that is whole, and says which bytes it passed over.
import { type FileHandle, open } from "node:fs/promises";
import { type Frame, frameAt, frameMagic, headerAt, headerBytes } from "./frame.ts";
import { decodeSegmentHeader, type SegmentHeader, segmentHeaderBytes } from "./segment-header.ts";

/** Read at once: large enough to be fast, small enough to be kept by a single record of it. */
const pieceBytes = 1 << 20;

/** What comes next in a segment: a frame, or the end of what may be read. Before either, bytes that are neither. */
export interface Step {
  readonly frame: Frame | undefined;
  /** Where bytes stand that are no frame, and those bytes. */
  readonly passed: { readonly at: number; readonly bytes: Buffer } | undefined;
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

  /** Where the next frame is looked for. */
  get at(): number {
    return this.#at;
  }

  async header(): Promise<SegmentHeader | undefined> {
    return decodeSegmentHeader(await this.#read(0, segmentHeaderBytes));
  }

  async size(): Promise<number> {
    return (await this.#handle.stat()).size;
  }

  /** The next frame before a place in the file. Frames that end before `from` are gone over without being looked into. */
  async next(limit: number, from: bigint): Promise<Step> {
    for (;;) {
      if (this.#at >= limit) return nothingMore;
      const header = headerAt(await this.#bytes(headerBytes, limit), 0, this.#seed);
      if (header === undefined || this.#at + header.bytes > limit) return this.#resynchronise(limit);
      if (header.end > from) {
        const frame = frameAt(await this.#bytes(header.bytes, limit), 0, header, this.#seed);
        if (frame === undefined) return this.#resynchronise(limit);
        this.#at += header.bytes;
        return { frame, passed: undefined };
      }
      this.#at += header.bytes;
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

  /** At least so many bytes from here on, out of the piece in memory where they are; fewer at the limit. */
  async #bytes(wanted: number, limit: number): Promise<Buffer> {
    const start = this.#at - this.#pieceAt;
    const isThere = start >= 0 && start + Math.min(wanted, limit - this.#at) <= this.#piece.length;
    if (isThere) return this.#piece.subarray(start);
    this.#piece = await this.#read(this.#at, Math.min(Math.max(wanted, pieceBytes), limit - this.#at));
    this.#pieceAt = this.#at;
    return this.#piece;
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
