// The segment that is written: whole groups of frames, each made durable before it counts. After any failure it is cut
// back to what is durable and never written again: a file whose fsync failed once cannot be believed a second time.
import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";
import { faultPoint } from "../fault-point.ts";
import { ShortWrite } from "./journal-errors.ts";
import { encodeSegmentHeader, segmentHeaderBytes } from "./segment-header.ts";
import { syncFolder } from "./segments.ts";

const writeAll = async (handle: FileHandle, parts: readonly Buffer[], at: number): Promise<number> => {
  const wanted = parts.reduce((bytes, { length }) => bytes + length, 0);
  const { bytesWritten } = await handle.writev(parts, at);
  if (bytesWritten === wanted) return wanted;
  // The rest, written once more, gives the reason.
  const rest = Buffer.concat(parts).subarray(bytesWritten);
  const again = await handle.write(rest, 0, rest.length, at + bytesWritten);
  if (again.bytesWritten < rest.length) throw new ShortWrite();
  return wanted;
};

export class ActiveSegment {
  readonly #handle: FileHandle;
  /** Durable. */
  #bytes = segmentHeaderBytes;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /**
   * Makes the file, durable with its name. What stood under this name held nothing that was acknowledged. With `ballast`
   * it is seen whether so many bytes more would have room.
   */
  static async begin(path: string, identity: string, first: bigint, ballast: number): Promise<ActiveSegment> {
    const handle = await open(path, "w", 0o600);
    try {
      const header = encodeSegmentHeader(identity, first);
      await writeAll(handle, ballast === 0 ? [header] : [header, Buffer.alloc(ballast)], 0);
      await handle.sync();
      if (ballast > 0) {
        await handle.truncate(segmentHeaderBytes);
        await handle.sync();
      }
      await syncFolder(dirname(path));
      return new ActiveSegment(handle);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  get bytes(): number {
    return this.#bytes;
  }

  get isEmpty(): boolean {
    return this.#bytes === segmentHeaderBytes;
  }

  /** Resolves when all frames are on the disk. */
  async write(frames: readonly Buffer[]): Promise<void> {
    const written = await writeAll(this.#handle, frames, this.#bytes);
    faultPoint("journal-append");
    await this.#handle.datasync();
    faultPoint("journal-synced");
    this.#bytes += written;
  }

  /** Cuts off what is not durable, as far as the disk lets it: readers stop at the next segment anyway. */
  async abandon(): Promise<void> {
    await this.#handle.truncate(this.#bytes).catch(() => undefined);
    await this.close();
  }

  async close(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
  }
}
