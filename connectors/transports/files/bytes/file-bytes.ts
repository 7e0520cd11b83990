// The raw bytes of one file as long as it was when it was opened, read once from the first to the last, with the digest
// of exactly what was read. What is written meanwhile behind that is left to another reading.
import { createHash, type Hash } from "node:crypto";
import type { BigIntStats } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";
import { unreadable, UnreadableFile } from "./unreadable-file.ts";

export interface FileDigest {
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** Chunks whose end may still be left out. */
const openChunks = 2;

export class FileBytes {
  readonly path: string;
  readonly modifiedNs: bigint;
  readonly #chunkBytes: number;
  /** Of all chunks but the last ones. */
  readonly #hash: Hash = createHash("sha256");
  readonly #last: Buffer[] = [];
  #leftOut = 0;
  #sizeBytes = 0;
  #isComplete = false;
  #opened: BigIntStats | undefined;
  #changed = false;
  #handle: FileHandle | undefined;

  private constructor(path: string, modifiedNs: bigint, chunkBytes: number) {
    this.path = path;
    this.modifiedNs = modifiedNs;
    this.#chunkBytes = chunkBytes;
  }

  /** Throws UnreadableFile for what is no regular file: a pipe would be waited for without end. */
  static async find(path: string, chunkBytes: number): Promise<FileBytes> {
    try {
      const found = await stat(path, { bigint: true });
      if (found.isDirectory()) {
        throw new UnreadableFile("it is a folder; name the files in it, such as folder/*.ndjson");
      }
      if (!found.isFile()) throw new UnreadableFile("it is no regular file; copy its content into one");
      return new FileBytes(path, found.mtimeNs, chunkBytes);
    } catch (error) {
      throw unreadable(error);
    }
  }

  /** Every chunk in a buffer of its own, and one that ends at `cutAt`. Call it once. */
  async *chunks(cutAt = 0): AsyncGenerator<Buffer> {
    try {
      const handle = await open(this.path);
      this.#handle = handle;
      const opened = await handle.stat({ bigint: true });
      this.#opened = opened;
      const length = Number(opened.size);
      while (this.#sizeBytes < length) {
        const buffer = Buffer.allocUnsafe(this.#nextBytes(cutAt, length));
        const { bytesRead } = await handle.read(buffer, 0, buffer.length, null);
        if (bytesRead === 0) break;
        const chunk = buffer.subarray(0, bytesRead);
        this.#take(chunk);
        yield chunk;
      }
      this.#changed = isOther(opened, await handle.stat({ bigint: true }));
      this.#isComplete = true;
    } catch (error) {
      throw unreadable(error);
    } finally {
      await this.close();
    }
  }

  #nextBytes(cutAt: number, length: number): number {
    const end = cutAt > this.#sizeBytes ? Math.min(cutAt, length) : length;
    return Math.min(end - this.#sizeBytes, this.#chunkBytes);
  }

  #take(chunk: Buffer): void {
    this.#last.push(chunk);
    const settled = this.#last.length > openChunks ? this.#last.shift() : undefined;
    if (settled !== undefined) this.#hash.update(settled);
    this.#sizeBytes += chunk.length;
  }

  /** Takes the last `bytes` for not read: false where they are too many for that. Call it once, at the end. */
  leaveOut(bytes: number): boolean {
    if (bytes > this.#last.reduce((sum, chunk) => sum + chunk.length, 0)) return false;
    this.#leftOut = bytes;
    return true;
  }

  /** Only needed where the chunks were not read to their end. */
  async close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close();
  }

  /** True once the last byte was read. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** Whether somebody wrote to it since it was opened. Another file under its name is no change of this one. */
  async hasChanged(): Promise<boolean> {
    const opened = this.#opened;
    if (this.#changed || opened === undefined) return this.#changed;
    const now = await stat(this.path, { bigint: true }).catch(() => undefined);
    return now?.ino === opened.ino && now.dev === opened.dev && isOther(opened, now);
  }

  /** Read so far. */
  get sizeBytes(): number {
    return this.#sizeBytes - this.#leftOut;
  }

  /** Of what was read so far. */
  digest(): FileDigest {
    const hash = this.#hash.copy();
    const last = Buffer.concat(this.#last);
    hash.update(last.subarray(0, last.length - this.#leftOut));
    return { sizeBytes: this.sizeBytes, sha256: hash.digest("hex") };
  }
}

const isOther = (before: BigIntStats, now: BigIntStats): boolean =>
  before.size !== now.size || before.mtimeNs !== now.mtimeNs;

/** Whether nothing but zeros follows. */
export const isZeroFrom = async (path: string, offset: number): Promise<boolean> => {
  const handle = await open(path);
  try {
    const buffer = Buffer.alloc(1 << 16);
    for (let at = offset; ;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, at);
      if (bytesRead === 0) return true;
      if (buffer.subarray(0, bytesRead).some((byte) => byte !== 0)) return false;
      at += bytesRead;
    }
  } finally {
    await handle.close();
  }
};

/** Size and digest of a whole file whatever is in it; an empty digest where even that cannot be had. */
export const digestOfFile = async (path: string, chunkBytes: number): Promise<FileDigest> => {
  try {
    const bytes = await FileBytes.find(path, chunkBytes);
    const chunks = bytes.chunks();
    while ((await chunks.next()).done !== true);
    return bytes.digest();
  } catch (error) {
    if (error instanceof UnreadableFile) return { sizeBytes: 0, sha256: "" };
    throw error;
  }
};
