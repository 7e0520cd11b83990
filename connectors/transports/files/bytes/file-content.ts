// From the raw bytes of a file to its content: gzip undone and checked, the byte order mark removed, other
// encodings and archives refused with the remedy.
import { Readable, pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { type FileBytes, isZeroFrom } from "./file-bytes.ts";
import { headed } from "./head.ts";
import { UnreadableFile } from "./unreadable-file.ts";

export interface FileContent {
  readonly isGzip: boolean;
  /** Whether the content is a Parquet file; its chunks are then as they are. */
  readonly isParquet: boolean;
  readonly chunks: () => AsyncGenerator<Buffer>;
}

/** As many bytes as the longest sign below needs. */
const signBytes = 10;

const startsWith = (head: Buffer, ...bytes: number[]): boolean =>
  bytes.every((byte, index) => head[index] === byte);

const isGzip = (head: Buffer): boolean => startsWith(head, 0x1f, 0x8b);

const isParquet = (head: Buffer): boolean => startsWith(head, 0x50, 0x41, 0x52, 0x31);

const isUtf16 = (head: Buffer): boolean =>
  startsWith(head, 0xff, 0xfe) ||
  startsWith(head, 0xfe, 0xff) ||
  (head.length >= 4 && head[0] !== 0 && head[1] === 0 && head[2] !== 0 && head[3] === 0) ||
  (head.length >= 4 && head[0] === 0 && head[1] !== 0 && head[2] === 0 && head[3] !== 0);

const archives: readonly [name: string, ...sign: number[]][] = [
  ["zstd", 0x28, 0xb5, 0x2f, 0xfd],
  ["zip (or a spreadsheet)", 0x50, 0x4b, 0x03, 0x04],
  ["bzip2", 0x42, 0x5a, 0x68, 0x39, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59],
  ["xz", 0xfd, 0x37, 0x7a, 0x58, 0x5a],
  ["lz4", 0x04, 0x22, 0x4d, 0x18],
  ["7z", 0x37, 0x7a, 0xbc, 0xaf],
  ["gzip inside gzip", 0x1f, 0x8b],
];

const otherFormats: readonly [name: string, ...sign: number[]][] = [
  ["an Avro file", 0x4f, 0x62, 0x6a, 0x01],
  ["an encrypted Parquet file", 0x50, 0x41, 0x52, 0x45],
  ["an Arrow file", 0x41, 0x52, 0x52, 0x4f, 0x57, 0x31],
  ["an old Excel file", 0xd0, 0xcf, 0x11, 0xe0],
  ["a PDF", 0x25, 0x50, 0x44, 0x46, 0x2d],
];

const refuseUnknown = (head: Buffer): void => {
  if (isUtf16(head)) throw new UnreadableFile("it is UTF-16; convert it to UTF-8");
  for (const [name, ...sign] of archives) {
    if (startsWith(head, ...sign)) {
      throw new UnreadableFile(`it is compressed as ${name}; unpack it, or compress it as gzip`);
    }
  }
  for (const [name, ...sign] of otherFormats) {
    if (startsWith(head, ...sign)) {
      throw new UnreadableFile(`it is ${name}; convert it to NDJSON, CSV or Parquet`);
    }
  }
};

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

const byteOrderMark = (head: Buffer): number => (startsWith(head, 0xef, 0xbb, 0xbf) ? 3 : 0);

export const withoutByteOrderMark = (head: Buffer): Buffer => head.subarray(byteOrderMark(head));

/** Whether bytes that were read well before are text as it stands. */
export const isPlainText = (head: Buffer): boolean => !isGzip(head) && !isParquet(head);

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
  const isPacked = isGzip(raw.head);
  const content = isPacked ? await headed(gunzipped(bytes, raw.chunks()), holdsSign) : raw;
  refuseUnknown(content.head);
  const markBytes = byteOrderMark(content.head);
  return {
    isGzip: isPacked,
    isParquet: isParquet(content.head),
    chunks: () => withoutFirst(content.chunks(), markBytes),
  };
};
