// What the first bytes of a content tell, whatever its name says. Refuses, with the remedy, what polku cannot read.
import { UnreadableFile } from "./unreadable-file.ts";

/** Enough for the longest and farthest sign below: that of a tar archive. */
export const signBytes = 262;

export type Packing = "gzip" | "zstd";

const startsWith = (head: Buffer, ...bytes: number[]): boolean =>
  bytes.every((byte, index) => head[index] === byte);

/** A frame of zstd may have frames in front of it that are to be skipped. */
const isZstd = (head: Buffer): boolean =>
  startsWith(head, 0x28, 0xb5, 0x2f, 0xfd) ||
  (((head[0] ?? 0) & 0xf0) === 0x50 && head[1] === 0x2a && head[2] === 0x4d && head[3] === 0x18);

/** Null where it is not packed. */
export const packingOf = (head: Buffer): Packing | null => {
  if (startsWith(head, 0x1f, 0x8b)) return "gzip";
  return isZstd(head) ? "zstd" : null;
};

export const isParquet = (head: Buffer): boolean => startsWith(head, 0x50, 0x41, 0x52, 0x31);

/** Whether bytes that were read well before are text as it stands. */
export const isPlainText = (head: Buffer): boolean => packingOf(head) === null && !isParquet(head);

export const byteOrderMark = (head: Buffer): number => (startsWith(head, 0xef, 0xbb, 0xbf) ? 3 : 0);

export const withoutByteOrderMark = (head: Buffer): Buffer => head.subarray(byteOrderMark(head));

const isUtf16 = (head: Buffer): boolean =>
  startsWith(head, 0xff, 0xfe) ||
  startsWith(head, 0xfe, 0xff) ||
  (head.length >= 4 && head[0] !== 0 && head[1] === 0 && head[2] !== 0 && head[3] === 0) ||
  (head.length >= 4 && head[0] === 0 && head[1] !== 0 && head[2] === 0 && head[3] !== 0);

const packings: readonly [name: string, ...sign: number[]][] = [
  ["bzip2", 0x42, 0x5a, 0x68, 0x39, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59],
  ["xz", 0xfd, 0x37, 0x7a, 0x58, 0x5a],
  ["lz4", 0x04, 0x22, 0x4d, 0x18],
  ["Unix compress (.Z)", 0x1f, 0x9d],
];

const archives: readonly [name: string, ...sign: number[]][] = [
  ["a zip archive (or a spreadsheet)", 0x50, 0x4b, 0x03, 0x04],
  ["an empty zip archive", 0x50, 0x4b, 0x05, 0x06],
  ["a 7z archive", 0x37, 0x7a, 0xbc, 0xaf],
];

const otherFormats: readonly [name: string, ...sign: number[]][] = [
  ["an Avro file", 0x4f, 0x62, 0x6a, 0x01],
  ["an encrypted Parquet file", 0x50, 0x41, 0x52, 0x45],
  ["an Arrow file", 0x41, 0x52, 0x52, 0x4f, 0x57, 0x31],
  ["an old Excel file", 0xd0, 0xcf, 0x11, 0xe0],
  ["a PDF", 0x25, 0x50, 0x44, 0x46, 0x2d],
];

const nameOf = (signs: readonly [name: string, ...sign: number[]][], head: Buffer): string | undefined =>
  signs.find(([, ...sign]) => startsWith(head, ...sign))?.[0];

const isTar = (head: Buffer): boolean => head.subarray(257, 262).equals(Buffer.from("ustar"));

/** Throws UnreadableFile. `outer`: how the content was packed. */
export const refuseUnknown = (head: Buffer, outer: Packing | null): void => {
  const inner = outer === null ? null : packingOf(head);
  if (inner !== null) {
    throw new UnreadableFile(`it is packed twice, ${inner} inside ${outer}; unpack it once`);
  }
  if (isUtf16(head)) throw new UnreadableFile("it is UTF-16; convert it to UTF-8");
  const packing = nameOf(packings, head);
  if (packing !== undefined) {
    throw new UnreadableFile(`it is compressed as ${packing}; unpack it, or compress it as gzip or zstd`);
  }
  const archive = isTar(head) ? "a tar archive" : nameOf(archives, head);
  if (archive !== undefined) throw new UnreadableFile(`it is ${archive}; unpack the files in it`);
  const format = nameOf(otherFormats, head);
  if (format !== undefined) {
    throw new UnreadableFile(`it is ${format}; convert it to NDJSON, CSV or Parquet`);
  }
};
