import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { undoLz4 } from "../../../../../connectors/transports/kafka/client/lz4.ts";

/** A frame of one block, without check sums. */
const frame = (block: readonly number[], isPlain = false): Buffer => {
  const head = Buffer.alloc(4);
  head.writeUInt32LE(isPlain ? block.length + 0x80_00_00_00 : block.length);
  return Buffer.concat([
    Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82]),
    head,
    Buffer.from(block),
    Buffer.alloc(4),
  ]);
};

describe("LZ4", () => {
  it("repeats what was written, also into itself", () => {
    // Three literals, then nine bytes from three back; then one literal.
    expect(undoLz4(frame([0x35, 97, 98, 99, 3, 0, 0x10, 33])).toString()).toBe("abcabcabcabc!");
  });

  it("takes blocks that are not compressed, and frames behind each other", () => {
    expect(undoLz4(Buffer.concat([frame([1, 2], true), frame([3], true)]))).toEqual(Buffer.from([1, 2, 3]));
  });

  it("refuses what is cut, points before its beginning or never ends, whatever the bytes are", () => {
    expect(() => undoLz4(frame([0x15, 97, 2, 0]))).toThrow("damaged");
    expect(() => undoLz4(frame([0x35, 97]))).toThrow("damaged");
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        let size = 0;
        try {
          size = undoLz4(frame([...bytes])).length;
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
        expect(size).toBeLessThan(1 << 20);
      }),
      { numRuns: 500 },
    );
  });
});
