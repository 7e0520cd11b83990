import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lineBlocks } from "../../../../../connectors/transports/files/records/line-blocks.ts";
import { readSizes } from "../../../../../connectors/transports/files/records/record-block.ts";
import { flatten, hostileText, inChunks, smallSizes, wholeSizes } from "./cut-laws.ts";

const limits = { max_line_bytes: 30, max_depth: 3 };

const alphabet = [
  "{",
  "}",
  "[",
  "]",
  '"',
  "\\",
  "\n",
  "\n",
  "\r\n",
  " ",
  "\t",
  "\xff",
  "\xc3\xa4",
  "a",
  "{[[[[]]]]}",
  "x".repeat(25),
  "\0",
];

describe("lines", () => {
  it("are the same however the file is cut into chunks and blocks", async () => {
    await fc.assert(
      fc.asyncProperty(hostileText(alphabet), smallSizes, async (bytes, sizes) => {
        const whole = await flatten(lineBlocks(inChunks(bytes, wholeSizes.chunkBytes), limits, wholeSizes));
        expect(await flatten(lineBlocks(inChunks(bytes, sizes.chunkBytes), limits, sizes))).toEqual(whole);
      }),
      { numRuns: 1000 },
    );
  });

  it("are those that a plain split at line feeds gives", async () => {
    await fc.assert(
      fc.asyncProperty(hostileText(["\n", "\r\n", " ", "a", "bc", "\t"]), async (bytes) => {
        const { places } = await flatten(
          lineBlocks(inChunks(bytes, 7), limits, { ...readSizes, blockBytes: 9 }),
        );
        const lines = bytes.toString("latin1").split("\n");
        const expected = lines.flatMap((text, index) => {
          const line = text.replace(/\r$/, "");
          if (line.trim() === "") return [];
          const tooLong = `line_too_long ${line.length} bytes, the limit is 30 ${line}`;
          return [`${index + 1} ${line.length > 30 ? tooLong : line}`];
        });
        expect(places).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it("go on with the number that they are given", async () => {
    const blocks = lineBlocks(inChunks(Buffer.from("a\nb\n"), 100), limits, readSizes, 41);
    const { value: block } = await blocks.next();
    expect(block).toMatchObject({ firstPosition: 41, places: 2, records: 2 });
  });
});
