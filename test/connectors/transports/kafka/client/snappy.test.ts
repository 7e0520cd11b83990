import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { undoSnappy } from "../../../../../connectors/transports/kafka/client/snappy.ts";

describe("Snappy", () => {
  it("repeats what was written, by offsets of each width", () => {
    const near = [12, 8, 97, 98, 99, 0x15, 3];
    const far = [12, 8, 97, 98, 99, 0x22, 3, 0];
    const farther = [12, 8, 97, 98, 99, 0x23, 3, 0, 0, 0];
    for (const bytes of [near, far, farther]) {
      expect(undoSnappy(Buffer.from(bytes)).toString()).toBe("abcabcabcabc");
    }
  });

  it("takes literals with a length of their own, and the blocks of Java's clients", () => {
    const text = "x".repeat(300);
    const block = Buffer.concat([Buffer.from([0xac, 0x02, 61 << 2, 0x2b, 0x01]), Buffer.from(text)]);
    expect(undoSnappy(block).toString()).toBe(text);
    const magic = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1]);
    const size = Buffer.alloc(4);
    size.writeUInt32BE(block.length);
    expect(undoSnappy(Buffer.concat([magic, size, block, size, block])).toString()).toBe(text + text);
  });

  it("refuses what is cut, points before its beginning or claims to be huge, whatever the bytes are", () => {
    expect(() => undoSnappy(Buffer.from([3, 8, 97]))).toThrow("damaged");
    expect(() => undoSnappy(Buffer.from([8, 0, 97, 0x15, 9]))).toThrow("damaged");
    expect(() => undoSnappy(Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f]))).toThrow("damaged");
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 100 }), (bytes) => {
        try {
          undoSnappy(Buffer.from([100, ...bytes]));
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
      { numRuns: 500 },
    );
  });
});
