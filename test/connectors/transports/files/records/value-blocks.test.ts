import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readSizes } from "../../../../../connectors/transports/files/records/record-block.ts";
import { valueBlocks } from "../../../../../connectors/transports/files/records/value-blocks.ts";
import { flatten, hostileText, inChunks, smallSizes, wholeSizes } from "./cut-laws.ts";

const limits = { max_line_bytes: 30, max_depth: 3 };

const alphabet = [
  "{",
  "}",
  "{",
  "}",
  "[",
  "]",
  '"',
  '\\"',
  ",",
  ",",
  ":",
  "\n",
  " ",
  "1",
  "a",
  "\xff",
  "\x1e",
  "[[[[]]]]",
  "x".repeat(40),
];

const read = (text: string) => flatten(valueBlocks(inChunks(Buffer.from(text), 5), limits, readSizes));

describe("values", () => {
  it("are the same however the file is cut into chunks and blocks", async () => {
    await fc.assert(
      fc.asyncProperty(hostileText(alphabet), fc.boolean(), smallSizes, async (text, isList, sizes) => {
        const bytes = isList ? Buffer.concat([Buffer.from("["), text, Buffer.from("]")]) : text;
        const whole = await flatten(valueBlocks(inChunks(bytes, wholeSizes.chunkBytes), limits, wholeSizes));
        expect(await flatten(valueBlocks(inChunks(bytes, sizes.chunkBytes), limits, sizes))).toEqual(whole);
      }),
      { numRuns: 1000 },
    );
  });

  it("of a list are what a parser finds in it", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue({ maxDepth: 2 })),
        fc.constantFrom(0, 2),
        async (values, indent) => {
          const text = JSON.stringify(values, null, indent);
          const blocks = valueBlocks(
            inChunks(Buffer.from(text), 11),
            { max_line_bytes: 1e6, max_depth: 50 },
            readSizes,
          );
          const { places } = await flatten(blocks);
          const found = places.map((place) =>
            Buffer.from(place.replace(/^\d+ /, ""), "latin1").toString("utf8"),
          );
          expect(found.map((element) => JSON.parse(element))).toEqual(JSON.parse(text));
        },
      ),
      { numRuns: 300 },
    );
  });

  it("end where brackets and quotes say so, and what is between them must be nothing", async () => {
    expect((await read('{"a":"}]\\""} [1 , "]" ] {}')).places).toEqual([
      '1 {"a":"}]\\""}',
      "2 1",
      '3 "]"',
      "4 {}",
    ]);
    expect((await read("[1,]")).places).toEqual(["1 1"]);
    expect((await read("[,1]")).places).toEqual(["1 not_json null ", "2 1"]);
    expect((await read("[1]]")).failure).toBe("byte 3 belongs to no JSON value; cut it there");
    expect((await read("[}")).failure).toMatch(/comma is missing in the JSON list before byte 1/);
    expect((await read('[{"a":1')).failure).toMatch(/list that begins at byte 0 never ends/);
    expect((await read('{} {"a":"')).failure).toMatch(/value that begins at byte 3 never ends/);
  });
});
