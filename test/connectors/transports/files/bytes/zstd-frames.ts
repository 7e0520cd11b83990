// Frames of zstd written by hand, their content as it is; and files that the `zstd` program (1.5.4) wrote.
import { readFile } from "node:fs/promises";

const maxBlockBytes = 1 << 17;

/** A block of the type "raw". */
const block = (content: Buffer, isLast: boolean): Buffer => {
  const header = Buffer.alloc(3);
  header.writeUIntLE(content.length * 8 + (isLast ? 1 : 0), 0, 3);
  return Buffer.concat([header, content]);
};

/** One frame with a window of 128 KiB, without size and check sum. */
export const zstdFrame = (text: string | Buffer): Buffer => {
  const content = Buffer.from(text);
  const blocks: Buffer[] = [];
  for (let at = 0; at < content.length || at === 0; at += maxBlockBytes) {
    blocks.push(block(content.subarray(at, at + maxBlockBytes), at + maxBlockBytes >= content.length));
  }
  return Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 7 << 3]), ...blocks]);
};

/** A frame that decoders pass over. */
export const skippableFrame = (text: string): Buffer => {
  const header = Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 0, 0, 0, 0]);
  header.writeUInt32LE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
};

export const zstdSample = (
  name: "two-lines" | "many-lines" | "wide-window" | "with-dictionary",
): Promise<Buffer> => readFile(new URL(`zstd/${name}.zst`, import.meta.url));
