import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import {
  column,
  line,
  neutralRows,
  StagingBench,
  unreadable,
} from "../../../../pipeline/stages/staging-bench.ts";
import { zstdFrame } from "./zstd-frames.ts";

const bench = new StagingBench();

const parquetBytes = async (): Promise<Buffer> => {
  const path = join(bench.folder, "made.parquet");
  await bench.sessions[0].run(
    `copy (select 'a' as event_id, '2026-01-01T10:00:00Z' as occurred_at, 'x' as item) to '${path}' (format parquet)`,
  );
  return readFile(path);
};

const packings: readonly [name: string, pack: (content: Buffer) => Buffer][] = [
  ["plain", (content) => content],
  ["gzip", (content) => gzipSync(content)],
  ["zstd", (content) => zstdFrame(content)],
];

const lineNames = ["f.ndjson", "f.json", "f.txt", "f"];
const rowNames = ["f.csv", "f.tsv", "f.tab", "f.txt"];
const packedNames = ["", ".gz", ".zst", ".ZSTD"];

/** For each packing every name and every ending of a packed file; in the long tests each name with each ending. */
const misleading = (names: readonly string[], packing: string): string[] => {
  const turn = packings.findIndex(([name]) => name === packing);
  return names.flatMap((base, index) =>
    packedNames
      .filter(
        (_, place) => process.env["POLKU_TEST"] === "all" || place === (index + turn) % packedNames.length,
      )
      .map((packed) => base + packed),
  );
};

describe("a file under a wrong name", () => {
  it("of lines is read as what it is, packed in one way and named after another", async () => {
    const content = Buffer.from(`${line("a", { item: "x" })}\n`);
    for (const [packing, pack] of packings) {
      for (const name of misleading(lineNames, packing)) {
        const { events, faults } = await bench.read(name, pack(content));
        expect(faults, `${packing} as ${name}`).toEqual([]);
        expect(column(events, "item"), `${packing} as ${name}`).toEqual(["x"]);
      }
    }
  });

  it("of rows is read as what it is, packed in one way and named after another", async () => {
    const content = Buffer.from("event_id,occurred_at,item\na,2026-01-01,x\n");
    for (const [packing, pack] of packings) {
      for (const name of misleading(rowNames, packing)) {
        const isTabbed = /\.(tsv|tab)/.test(name);
        const text = isTabbed ? Buffer.from(content.toString().replaceAll(",", "\t")) : content;
        const { events, faults } = await bench.read(name, pack(text), { mapping: neutralRows });
        expect(faults, `${packing} as ${name}`).toEqual([]);
        expect(column(events, "item"), `${packing} as ${name}`).toEqual(["x"]);
      }
    }
  });

  it("is Parquet under any name", async () => {
    const content = await parquetBytes();
    for (const [packing, pack] of packings) {
      for (const name of ["f.parquet", "f.csv", "f.ndjson.gz", "f.zst", "f"]) {
        const { events, faults } = await bench.read(name, pack(content), { mapping: neutralRows });
        expect(faults, `${packing} as ${name}`).toEqual([]);
        expect(column(events, "item"), `${packing} as ${name}`).toEqual(["x"]);
      }
    }
  });

  it("is no Parquet because it is named so, and says it", async () => {
    for (const [, pack] of packings) {
      expect(await bench.read("f.parquet", pack(Buffer.from(line("a"))), { mapping: neutralRows })).toEqual(
        unreadable(/it is named as Parquet and is none/),
      );
    }
  });
});

describe("a file that polku cannot unpack", () => {
  const tar = Buffer.alloc(1536);
  tar.write("events.ndjson", 0);
  tar.write("ustar", 257);

  it.each<[string, Buffer, RegExp]>([
    [
      "a zip",
      Buffer.from("PK\u0003\u0004rest"),
      /it is a zip archive \(or a spreadsheet\); unpack the files in it/,
    ],
    ["an empty zip", Buffer.from("PK\u0005\u0006rest"), /it is an empty zip archive/],
    ["a tar archive", tar, /it is a tar archive; unpack the files in it/],
    ["7z", Buffer.from([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]), /it is a 7z archive/],
    [
      "bzip2",
      Buffer.from("BZh91AY&SYrest"),
      /compressed as bzip2; unpack it, or compress it as gzip or zstd/,
    ],
    ["xz", Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]), /compressed as xz/],
    ["lz4", Buffer.from([0x04, 0x22, 0x4d, 0x18, 1]), /compressed as lz4/],
    ["Unix compress", Buffer.from([0x1f, 0x9d, 0x90, 1]), /compressed as Unix compress/],
    ["Arrow", Buffer.from("ARROW1\0\0rest"), /it is an Arrow file; convert it to NDJSON, CSV or Parquet/],
    ["a PDF", Buffer.from("%PDF-1.7"), /it is a PDF/],
  ])("says so of %s, packed or not, under any name", async (_, content, message) => {
    for (const [, pack] of packings) {
      for (const name of ["f.csv", "f.json.zst", "f.parquet"]) {
        expect(await bench.read(name, pack(content))).toEqual(unreadable(message));
      }
    }
  });

  it("says which packing is inside which", async () => {
    const content = Buffer.from(line("a"));
    for (const [outer, packOuter] of packings.slice(1)) {
      for (const [inner, packInner] of packings.slice(1)) {
        expect(await bench.read("f.ndjson.gz", packOuter(packInner(content)))).toEqual(
          unreadable(new RegExp(`packed twice, ${inner} inside ${outer}; unpack it once`)),
        );
      }
    }
  });
});
