// Undoes frames of LZ4 (lz4/lz4, doc/lz4_Frame_format.md and lz4_Block_format.md), as Kafka's clients write them.
// Check sums are left to Kafka's own of the batch. Throws where the bytes are none.
import { copyWithin, mostUnpackedBytes } from "./snappy.ts";

const frameMagic = 0x18_4d_22_04;
const isPlain = 0x80_00_00_00;

const damaged = (): Error => new Error("a batch of records is damaged: its LZ4 cannot be undone");

class Unpacked {
  bytes = Buffer.allocUnsafe(1 << 16);
  size = 0;

  reserve(count: number): void {
    const needed = this.size + count;
    if (needed > mostUnpackedBytes) throw damaged();
    if (needed <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.bytes.length));
    this.bytes.copy(larger, 0, 0, this.size);
    this.bytes = larger;
  }

  add(from: Buffer): void {
    this.reserve(from.length);
    this.size += from.copy(this.bytes, this.size);
  }

  repeat(offset: number, length: number): void {
    if (offset === 0 || offset > this.size) throw damaged();
    this.reserve(length);
    copyWithin(this.bytes, this.size, offset, length);
    this.size += length;
  }
}

/** Fifteen means that more bytes follow, until one is not full. */
const lengthAt = (block: Buffer, at: number, nibble: number): readonly [length: number, at: number] => {
  if (nibble < 15) return [nibble, at];
  let length = nibble;
  for (let next = at; ; next += 1) {
    const byte = block[next];
    if (byte === undefined) throw damaged();
    length += byte;
    if (byte < 255) return [length, next + 1];
  }
};

const undoBlock = (block: Buffer, unpacked: Unpacked): void => {
  let at = 0;
  while (at < block.length) {
    const token = block[at] ?? 0;
    const [literals, from] = lengthAt(block, at + 1, token >> 4);
    if (from + literals > block.length) throw damaged();
    unpacked.add(block.subarray(from, from + literals));
    at = from + literals;
    // The last sequence has no copy.
    if (at === block.length) return;
    const offset = block.readUInt16LE(at);
    const [length, next] = lengthAt(block, at + 2, token & 15);
    unpacked.repeat(offset, length + 4);
    at = next;
  }
};

/** Gives where the frame ends. */
const undoFrame = (packed: Buffer, start: number, unpacked: Unpacked): number => {
  if (packed.readUInt32LE(start) !== frameMagic) throw damaged();
  const flags = packed.readUInt8(start + 4);
  const hasSize = (flags & 0x08) !== 0;
  const hasDictionary = (flags & 0x01) !== 0;
  const blockSum = (flags & 0x10) === 0 ? 0 : 4;
  const contentSum = (flags & 0x04) === 0 ? 0 : 4;
  let at = start + 7 + (hasSize ? 8 : 0) + (hasDictionary ? 4 : 0);
  for (;;) {
    const head = packed.readUInt32LE(at);
    at += 4;
    if (head === 0) return at + contentSum;
    const size = head >= isPlain ? head - isPlain : head;
    if (at + size > packed.length) throw damaged();
    const block = packed.subarray(at, at + size);
    if (head >= isPlain) unpacked.add(block);
    else undoBlock(block, unpacked);
    at += size + blockSum;
  }
};

export const undoLz4 = (packed: Buffer): Buffer => {
  const unpacked = new Unpacked();
  for (let at = 0; at < packed.length;) at = undoFrame(packed, at, unpacked);
  return unpacked.bytes.subarray(0, unpacked.size);
};
