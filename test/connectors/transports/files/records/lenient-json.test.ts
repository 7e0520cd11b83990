import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lineBlocks } from "../../../../../connectors/transports/files/records/line-blocks.ts";
import { readSizes } from "../../../../../connectors/transports/files/records/record-block.ts";
import { valueBlocks } from "../../../../../connectors/transports/files/records/value-blocks.ts";
import { flatten, hostileText, inChunks, smallSizes, wholeSizes } from "./cut-laws.ts";

const limits = { max_line_bytes: 1000, max_depth: 100 };

const linesOf = async (text: string): Promise<readonly string[]> =>
  (await flatten(lineBlocks(inChunks(Buffer.from(text), 1 << 16), limits, readSizes))).places;

const valuesOf = async (text: string): Promise<readonly string[]> =>
  (await flatten(valueBlocks(inChunks(Buffer.from(text), 1 << 16), limits, readSizes))).places;

const alphabet = [
  '{"a":',
  "}",
  "[",
  "]",
  ",",
  "\n",
  " ",
  "\r\n",
  "NaN",
  "-inf",
  '"',
  "\\",
  "1",
  "\u001e",
  "{",
];

describe("records that only a lenient reader takes", () => {
  it.each([
    ['{"a":NaN}', 6, "NaN and Infinity are no JSON"],
    ['{"a":-infinity }', 6, "NaN and Infinity are no JSON"],
    ['{"a":[Inf]}', 7, "NaN and Infinity are no JSON"],
    ["NaN", 1, "NaN and Infinity are no JSON"],
    ["-INF\r", 1, "NaN and Infinity are no JSON"],
    ['{"a":1,}', 7, "a comma before a closing bracket"],
    ['{"a":[1,\t]}', 8, "a comma before a closing bracket"],
  ])("are no JSON: %s", async (line, byte, problem) => {
    const bad = (position: number) => `${position} not_json byte ${byte}: ${problem} ${line.trim()}`;
    expect(await linesOf(`{}\n${line}\n{}\n`)).toEqual(["1 {}", bad(2), "3 {}"]);
    expect(await linesOf(line)).toEqual([bad(1)]);
    expect(await valuesOf(`[{"b":1},\n${line},{}]`)).toEqual(['1 {"b":1}', bad(2), "3 {}"]);
  });

  it.each(['{"a":"NaN,}"}', '{"a":"Hainan, China","b":"x,]"}', '{"nan":[{}]}', '{"a":"\\",}"}'])(
    "are not those that say it in a text: %s",
    async (line) => {
      expect(await linesOf(`${line}\n${line}`)).toEqual([`1 ${line}`, `2 ${line}`]);
    },
  );

  it("are found wherever they stand in a long text", async () => {
    const lines = Array.from({ length: 30_000 }, (_, place) =>
      place % 1000 === 999 ? '{"a":NaN}' : `{"a":"${"x".repeat(place % 17)}"}`,
    );
    const places = await linesOf(lines.join("\n"));
    expect(places.filter((place) => place.includes("not_json"))).toHaveLength(30);
    expect(places.filter((place) => place.includes("NaN"))).toEqual(
      Array.from({ length: 30 }, (_, place) => expect.stringContaining(`${(place + 1) * 1000} not_json`)),
    );
  });

  it("are found at once in a long line that holds nothing else", async () => {
    const line = `[${",]".repeat(1_000_000)}`;
    const blocks = lineBlocks(
      inChunks(Buffer.from(`${line}\n{"a":1,}`), 1 << 20),
      { ...limits, max_line_bytes: 8_000_000 },
      readSizes,
    );
    const started = process.cpuUsage();
    const { places } = await flatten(blocks);
    expect(process.cpuUsage(started).user).toBeLessThan(2_000_000);
    expect(places.map((place) => place.slice(0, 20))).toEqual([
      "1 not_json byte 2: n",
      "2 not_json byte 7: a",
    ]);
  });

  it("are the same however the file is cut", async () => {
    await fc.assert(
      fc.asyncProperty(hostileText(alphabet), smallSizes, async (bytes, sizes) => {
        const cut = async (blocks: typeof lineBlocks | typeof valueBlocks, given: typeof sizes) =>
          flatten(blocks(inChunks(bytes, given.chunkBytes), limits, given));
        expect(await cut(lineBlocks, sizes)).toEqual(await cut(lineBlocks, wholeSizes));
        expect(await cut(valueBlocks, sizes)).toEqual(await cut(valueBlocks, wholeSizes));
      }),
      { numRuns: 1000 },
    );
  });
});
