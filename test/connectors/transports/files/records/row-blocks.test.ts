import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readSizes } from "../../../../../connectors/transports/files/records/record-block.ts";
import { rowBlocks } from "../../../../../connectors/transports/files/records/row-blocks.ts";
import { Warehouse } from "../../../../../pipeline/warehouse/warehouse.ts";
import { type Flattened, flatten, hostileText, inChunks, smallSizes, wholeSizes } from "./cut-laws.ts";

const limits = { max_line_bytes: 30, max_depth: 3 };
const dialect = { delimiter: 0x2c, fields: 2 };

const alphabet = [
  '"',
  '"',
  '""',
  ",",
  ",",
  "\n",
  "\n",
  "\r\n",
  "\r",
  "a",
  " ",
  "\xff",
  "\xc3\xa4",
  "\x1e",
  "\x1f",
  "a,b\n",
  '"a","b"\r\n',
  "x".repeat(25),
];

const every = Array.from({ length: 32 }, (_, code) => String.fromCharCode(code));

/** In a block without quotes the warehouse counts the fields: here that is done as it does it. */
const counted = ({ places, ...rest }: Flattened): Flattened => ({
  ...rest,
  places: places.map((place) => {
    const [position = "", ...said] = place.split(" ");
    const text = said.join(" ");
    if (/^(bad_row|invalid_utf8|line_too_long|too_deep) /.test(text)) return place;
    const fields = text.split("|").length;
    const raw = text.replaceAll("|", ",");
    return fields === 2 ? place : `${position} bad_row ${fields} fields, the header has 2 ${raw}`;
  }),
});

describe("rows", () => {
  it.each([
    ["with quotes among them", alphabet],
    ["with every control character", [...every, "a,b\n", '"']],
  ])("%s are the same however the file is cut into chunks and blocks", async (_, letters) => {
    await fc.assert(
      fc.asyncProperty(hostileText(letters), smallSizes, async (bytes, sizes) => {
        const cut = (size: typeof sizes) =>
          flatten(rowBlocks(inChunks(bytes, size.chunkBytes), dialect, 1, limits, size)).then(counted);
        expect(await cut(sizes)).toEqual(await cut(wholeSizes));
      }),
      { numRuns: 1000 },
    );
  });

  it("that are longer than what is kept of a row make the file unreadable", async () => {
    const sizes = { chunkBytes: 10, blockBytes: 20, keptBytes: 50 };
    const read = (text: string) =>
      flatten(rowBlocks(inChunks(Buffer.from(text), 10), dialect, 1, limits, sizes));
    expect((await read(`a,b\n"${"x\n".repeat(200)}`)).failure).toMatch(
      /row that begins in line 3 is longer than 50 bytes/,
    );
    expect((await read(`a,b\n${"x".repeat(200)}`)).failure).toMatch(
      /row that begins in line 3 is longer than 50 bytes/,
    );
    expect((await read(`a,b\n${"x".repeat(45)}\n`)).places).toEqual([
      "1 a|b",
      `2 line_too_long 45 bytes, the limit is 30 ${"x".repeat(45)}`,
    ]);
  });
});

const quoted = (text: string, isAlways: boolean): string =>
  isAlways || /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

describe("good rows", () => {
  let warehouse: Warehouse;
  let folder = "";
  beforeAll(async () => {
    warehouse = await Warehouse.open(":memory:", {
      memory_limit: "200MB",
      threads: 1,
      temp_directory: undefined,
    });
    folder = await mkdtemp(join(tmpdir(), "polku-rows-"));
  });
  afterAll(async () => {
    warehouse.close();
    await rm(folder, { recursive: true, force: true });
  });

  it("are read as DuckDB's own reader of CSV reads them", async () => {
    const field = fc.stringMatching(/^[a ä",;\n]{0,6}$/u);
    const rows = fc.array(fc.tuple(field, field, fc.boolean()), { minLength: 1, maxLength: 20 });
    const path = join(folder, "rows.csv");
    await fc.assert(
      fc.asyncProperty(rows, async (table) => {
        const text = table
          .map(([a, b, isAlways]) => `${quoted(`k${a}`, isAlways)},${quoted(b, false)}\n`)
          .join("");
        await writeFile(path, text);
        const expected = await warehouse.writer.rows(
          `from read_csv('${path}', header = false, delim = ',', quote = '"', escape = '"', auto_detect = false,
            columns = {'a': 'varchar', 'b': 'varchar'}, strict_mode = true, parallel = false)`,
        );
        const blocks = rowBlocks(
          inChunks(Buffer.from(text), 9),
          dialect,
          0,
          { ...limits, max_line_bytes: 1000 },
          readSizes,
        );
        const found = (await flatten(blocks)).places.map((place) =>
          Buffer.from(place.replace(/^\d+ /, ""), "latin1").toString("utf8").split("|"),
        );
        expect(found).toEqual(expected.map(({ a, b }) => [a ?? "", b ?? ""]));
      }),
      { numRuns: 60 },
    );
  });
});
