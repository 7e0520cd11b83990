// Undoes Snappy (google/snappy, format_description.txt), bare or in the blocks that Java's clients write around it
// (snappy-java, SnappyOutputStream). Throws where the bytes are none.

/** No batch of records is that large: bytes that say so are damaged. */
export const mostUnpackedBytes = 1 << 28;

const blocksMagic = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const blocksHeaderBytes = 16;

const damaged = (): Error => new Error("a batch of records is damaged: its Snappy cannot be undone");

/** Seven bits a byte, the lowest first. */
const sizeOf = (packed: Buffer): { readonly size: number; readonly at: number } => {
  let size = 0;
  for (let at = 0; at < 5; at += 1) {
    const byte = packed[at] ?? 0;
    size += (byte & 0x7f) * 2 ** (7 * at);
    if (byte < 0x80) return { size, at: at + 1 };
  }
  throw damaged();
};

/** Copies within `target`; what is copied may overlap what is written: then it repeats. */
export const copyWithin = (target: Buffer, to: number, offset: number, length: number): void => {
  if (offset >= length) {
    target.copyWithin(to, to - offset, to - offset + length);
    return;
  }
  for (let index = to; index < to + length; index += 1) target[index] = target[index - offset] ?? 0;
};

const undoBlock = (packed: Buffer): Buffer => {
  const { size, at: start } = sizeOf(packed);
  if (size > mostUnpackedBytes) throw damaged();
  const target = Buffer.allocUnsafe(size);
  let at = start;
  let to = 0;
  while (at < packed.length) {
    const tag = packed[at] ?? 0;
    const kind = tag & 3;
    at += 1;
    if (kind === 0) {
      const extra = Math.max(0, (tag >> 2) - 59);
      const length = (extra === 0 ? tag >> 2 : packed.readUIntLE(at, extra)) + 1;
      at += extra;
      if (at + length > packed.length || to + length > size) throw damaged();
      to += packed.copy(target, to, at, at + length);
      at += length;
      continue;
    }
    const length = kind === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
    const offset =
      kind === 1
        ? ((tag >> 5) << 8) | packed.readUInt8(at)
        : kind === 2
          ? packed.readUInt16LE(at)
          : packed.readUInt32LE(at);
    at += kind === 3 ? 4 : kind;
    if (offset === 0 || offset > to || to + length > size) throw damaged();
    copyWithin(target, to, offset, length);
    to += length;
  }
  if (to !== size) throw damaged();
  return target;
};

export const undoSnappy = (packed: Buffer): Buffer => {
  if (!packed.subarray(0, blocksMagic.length).equals(blocksMagic)) return undoBlock(packed);
  const blocks: Buffer[] = [];
  let bytes = 0;
  for (let at = blocksHeaderBytes; at < packed.length;) {
    const size = packed.readUInt32BE(at);
    if (at + 4 + size > packed.length) throw damaged();
    const block = undoBlock(packed.subarray(at + 4, at + 4 + size));
    bytes += block.length;
    if (bytes > mostUnpackedBytes) throw damaged();
    blocks.push(block);
    at += 4 + size;
  }
  return Buffer.concat(blocks);
};
