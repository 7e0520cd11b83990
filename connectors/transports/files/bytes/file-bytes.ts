// The raw bytes of one file, read once from the first to the last, with the digest of exactly what was read.
import { createHash, type Hash } from "node:crypto";
import { type FileHandle, open, stat } from "node:fs/promises";
import { unreadable, UnreadableFile } from "./unreadable-file.ts";

export interface FileDigest {
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** Asked for where the file should have ended. */
const leastChunkBytes = 4096;

export class FileBytes {
  readonly path: string;
  readonly modifiedNs: bigint;
  readonly #chunkBytes: number;
  /** When it was found; it may grow. */
  readonly #foundBytes: number;
  readonly #hash: Hash = createHash("sha256");
  #sizeBytes = 0;
  #isComplete = false;
  #handle: FileHandle | undefined;

  private constructor(path: string, modifiedNs: bigint, foundBytes: number, chunkBytes: number) {
    this.path = path;
    this.modifiedNs = modifiedNs;
    this.#foundBytes = foundBytes;
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
      return new FileBytes(path, found.mtimeNs, Number(found.size), chunkBytes);
    } catch (error) {
      throw unreadable(error);
    }
  }

  /** Every chunk in a buffer of its own, and one that ends at `cutAt`. Call it once. */
  async *chunks(cutAt = 0): AsyncGenerator<Buffer> {
    try {
      const handle = await open(this.path);
      this.#handle = handle;
      for (;;) {
        const buffer = Buffer.allocUnsafe(this.#nextBytes(cutAt));
        const { bytesRead } = await handle.read(buffer, 0, buffer.length, null);
        if (bytesRead === 0) {
          this.#isComplete = true;
          return;
        }
        const chunk = buffer.subarray(0, bytesRead);
        this.#hash.update(chunk);
        this.#sizeBytes += bytesRead;
        yield chunk;
      }
    } catch (error) {
      throw unreadable(error);
    } finally {
      await this.close();
    }
  }

  /** No more than is likely to come: a small file takes a small buffer. */
  #nextBytes(cutAt: number): number {
    const toCut = cutAt - this.#sizeBytes;
    const wanted = toCut > 0 ? toCut : Math.max(this.#foundBytes - this.#sizeBytes, leastChunkBytes);
    return Math.min(wanted, this.#chunkBytes);
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

  /** Read so far. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Of what was read so far. */
  digest(): FileDigest {
    return { sizeBytes: this.#sizeBytes, sha256: this.#hash.copy().digest("hex") };
  }
}

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
