// How a segment begins: what it is, of which journal, and the position of its first record. It stands there twice, so
// that one damaged byte does not hide the journal's identity, by which frames are told from anything else.
import { crc32 } from "node:zlib";

export interface SegmentHeader {
  readonly version: number;
  /** 32 hexadecimal digits: the journal's. */
  readonly identity: string;
  readonly first: bigint;
}

const magic = Buffer.from("polkujnl", "latin1");
/** Another one is another arrangement of the bytes. */
export const formatVersion = 1;
/** 0 magic · 8 version · 12 first position · 20 identity · 36 checksum */
const copyBytes = 40;
/** Frames begin here. */
export const segmentHeaderBytes = 2 * copyBytes;

export const encodeSegmentHeader = (identity: string, first: bigint): Buffer => {
  const copy = Buffer.alloc(copyBytes);
  magic.copy(copy);
  copy.writeUInt32LE(formatVersion, 8);
  copy.writeBigUInt64LE(first, 12);
  copy.write(identity, 20, "hex");
  copy.writeUInt32LE(crc32(copy.subarray(0, 36)), 36);
  return Buffer.concat([copy, copy]);
};

/** What either copy says; undefined where both are damaged. */
export const decodeSegmentHeader = (bytes: Buffer): SegmentHeader | undefined => {
  for (const start of [0, copyBytes]) {
    const copy = bytes.subarray(start, start + copyBytes);
    if (copy.length < copyBytes || !copy.subarray(0, 8).equals(magic)) continue;
    if (crc32(copy.subarray(0, 36)) !== copy.readUInt32LE(36)) continue;
    return {
      version: copy.readUInt32LE(8),
      first: copy.readBigUInt64LE(12),
      identity: copy.toString("hex", 20, 36),
    };
  }
  return undefined;
};

/** Where the checksums of a journal's frames begin. */
export const seedOf = (identity: string): number => crc32(Buffer.from(identity, "hex"));

const digits = 20;

/** Names in the order of positions. */
export const segmentName = (first: bigint): string => `${String(first).padStart(digits, "0")}.journal`;

/** The first position that a file's name tells; undefined for files that are no segments. */
export const firstOfName = (name: string): bigint | undefined => {
  const found = /^(\d{20})\.journal$/.exec(name)?.[1];
  return found === undefined ? undefined : BigInt(found);
};
