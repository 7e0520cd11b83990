// One append as bytes: a header (where it stands, how long, when, two checksums) and a body (source, lengths, records,
// a line feed). Both checksums begin at the journal's seed, so that nothing sent in a record can pass for a frame.
import { crc32 } from "node:zlib";

/** The records of one append, as they are read. */
export interface Frame {
  readonly source: string;
  /** Of the first record. */
  readonly first: bigint;
  /** The position after the last record. */
  readonly end: bigint;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  /** Parts of the buffer they were read from. */
  readonly records: readonly Buffer[];
}

/** What a header says, where it is whole. */
export interface FrameHeader {
  readonly first: bigint;
  readonly end: bigint;
  readonly receivedAt: number;
  readonly count: number;
  readonly sourceBytes: number;
  /** Of the whole frame. */
  readonly bytes: number;
  readonly bodyChecksum: number;
}

/** 0 magic · 4 bytes of the body · 8 first position · 16 received · 24 records · 28 bytes of the source · 32, 36 checksums */
export const headerBytes = 40;
export const frameMagic = Buffer.from("\u0007PJF", "latin1");
const lineFeed = 10;

/** The most that one frame can be: lengths are 32 bits. */
export const maxFrameBytes = 2 ** 31 - 1;

/** How long the frame of these records is. */
export const frameBytes = (source: string, records: readonly Buffer[]): number =>
  records.reduce((bytes, { length }) => bytes + 4 + length, headerBytes + Buffer.byteLength(source) + 1);

/** The frame without its position, which is known when it is written. */
export const encodeFrame = (
  source: string,
  records: readonly Buffer[],
  receivedAt: number,
  seed: number,
): Buffer => {
  const frame = Buffer.allocUnsafe(frameBytes(source, records));
  frameMagic.copy(frame);
  frame.writeUInt32LE(frame.length - headerBytes, 4);
  frame.writeBigUInt64LE(BigInt(receivedAt), 16);
  frame.writeUInt32LE(records.length, 24);
  let at = headerBytes + frame.write(source, headerBytes);
  frame.writeUInt32LE(at - headerBytes, 28);
  for (const { length } of records) at = frame.writeUInt32LE(length, at);
  for (const record of records) at += record.copy(frame, at);
  frame[at] = lineFeed;
  frame.writeUInt32LE(crc32(frame.subarray(headerBytes), seed), 36);
  return frame;
};

/** Writes the position into an encoded frame, and with it the checksum of the header. */
export const placeFrame = (frame: Buffer, first: bigint, seed: number): void => {
  frame.writeBigUInt64LE(first, 8);
  frame.writeUInt32LE(crc32(frame.subarray(0, 32), seed), 32);
};

/** The header at a place; undefined where none is there whole. */
export const headerAt = (buffer: Buffer, at: number, seed: number): FrameHeader | undefined => {
  if (at + headerBytes > buffer.length || buffer.compare(frameMagic, 0, 4, at, at + 4) !== 0)
    return undefined;
  if (crc32(buffer.subarray(at, at + 32), seed) !== buffer.readUInt32LE(at + 32)) return undefined;
  const first = buffer.readBigUInt64LE(at + 8);
  const count = buffer.readUInt32LE(at + 24);
  return {
    first,
    end: first + BigInt(count),
    receivedAt: Number(buffer.readBigUInt64LE(at + 16)),
    count,
    sourceBytes: buffer.readUInt32LE(at + 28),
    bytes: headerBytes + buffer.readUInt32LE(at + 4),
    bodyChecksum: buffer.readUInt32LE(at + 36),
  };
};

/** The frame whose header stands at a place; undefined where its body is not whole. */
export const frameAt = (buffer: Buffer, at: number, header: FrameHeader, seed: number): Frame | undefined => {
  const body = buffer.subarray(at + headerBytes, at + header.bytes);
  if (body.length !== header.bytes - headerBytes || crc32(body, seed) !== header.bodyChecksum)
    return undefined;
  const records: Buffer[] = [];
  let start = header.sourceBytes + 4 * header.count;
  for (let index = 0; index < header.count; index += 1) {
    const end = start + body.readUInt32LE(header.sourceBytes + 4 * index);
    records.push(body.subarray(start, end));
    start = end;
  }
  const { first, end, receivedAt } = header;
  return { source: body.toString("utf8", 0, header.sourceBytes), first, end, receivedAt, records };
};
