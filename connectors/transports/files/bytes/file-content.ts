// From the raw bytes of a file to its content: gzip and zstd undone and checked, the byte order mark removed. What a
// file is, its bytes say and not its name.
import { Readable, pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { type FileBytes, isZeroFrom } from "./file-bytes.ts";
import { byteOrderMark, isParquet, packingOf, refuseUnknown, signBytes } from "./first-bytes.ts";
import { headed } from "./head.ts";
import { UnreadableFile } from "./unreadable-file.ts";
import { unzstd } from "./zstd-stream.ts";

export interface FileContent {
  /** As gzip or zstd. */
  readonly isPacked: boolean;
  /** Whether the content is a Parquet file; its chunks are then as they are. */
  readonly isParquet: boolean;
  readonly chunks: () => AsyncGenerator<Buffer>;
}

const gzipErrors: Readonly<Record<string, string>> = {
  Z_BUF_ERROR: "the gzip stream ends too early: the file was cut; fetch it again",
  Z_DATA_ERROR: "the gzip stream is damaged (its check sum or its data is wrong); fetch it again",
};

const gunzipped = async function* (bytes: FileBytes, raw: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: 1 << 18 });
  // Errors of the source and of zlib surface in the loop below.
  pipeline(Readable.from(raw), gunzip, () => undefined);
  try {
    for await (const chunk of gunzip) yield chunk as Buffer;
  } catch (error) {
    const problem = error instanceof Error && "code" in error ? gzipErrors[String(error.code)] : undefined;
    if (problem === undefined) throw error;
    throw new UnreadableFile(problem, { cause: error });
  }
  // A zero byte behind a member ends zlib's reading without an error: padding, or a damaged next member.
  const end = gunzip.bytesWritten;
  if (end !== bytes.sizeBytes && !(await isZeroFrom(bytes.path, end))) {
    throw new UnreadableFile(`it is no gzip after byte ${end}: a part is damaged; fetch the file again`);
  }
};

/** The stream without its first bytes. */
export const withoutFirst = async function* (
  chunks: AsyncGenerator<Buffer>,
  bytes: number,
): AsyncGenerator<Buffer> {
  let left = bytes;
  for await (const chunk of chunks) {
    const skipped = Math.min(left, chunk.length);
    left -= skipped;
    if (chunk.length > skipped) yield chunk.subarray(skipped);
  }
};

const holdsSign = (_chunk: Buffer, bytes: number): boolean => bytes >= signBytes;

/** Throws UnreadableFile here for what is refused by its first bytes, and from `chunks` for what breaks later. */
export const contentOf = async (bytes: FileBytes): Promise<FileContent> => {
  const raw = await headed(bytes.chunks(), holdsSign);
  const packing = packingOf(raw.head);
  const unpacked = packing === "zstd" ? unzstd(raw.chunks()) : gunzipped(bytes, raw.chunks());
  const content = packing === null ? raw : await headed(unpacked, holdsSign);
  refuseUnknown(content.head, packing);
  const markBytes = byteOrderMark(content.head);
  return {
    isPacked: packing !== null,
    isParquet: isParquet(content.head),
    chunks: () => withoutFirst(content.chunks(), markBytes),
  };
};
