// Random neutral events, in every kind of file that can say them, packed in every way: the same events.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formats } from "../../connectors/registry.ts";
import type { Row } from "../../pipeline/warehouse/session.ts";
import { zstdFrame } from "../connectors/transports/files/bytes/zstd-frames.ts";
import { FormatBench } from "./format-bench.ts";

const bench = new FormatBench();
const format = formats.find(({ name }) => name === "polku/events");
if (format === undefined) throw new Error("there are no neutral events");

const packings: readonly [name: string, pack: (content: Buffer) => Buffer][] = [
  ["", (content) => content],
  [".gz", (content) => gzipSync(content)],
  [".zst", (content) => zstdFrame(content)],
];

const columns = [
  "event_id",
  "channel",
  "event_type",
  "occurred_at",
  "item",
  "campaign",
  "value",
  "note",
  "Ämne",
];

/** Every value is text, and never empty: a cell without text is no value. */
type FlatRecord = Readonly<Record<string, string>>;

const hostile = fc
  .oneof(
    fc.string({ unit: "binary", minLength: 1 }),
    fc.constantFrom(
      '"',
      '""',
      '","',
      "\n",
      "\r\n",
      "\r",
      "\t",
      "a\tb",
      " x ",
      "'",
      "\\",
      "\\n",
      "\u2028",
      "\u{1f600}",
      "e\u0301",
      "null",
      "NULL",
      "true",
      "{}",
      "[1",
      "9007199254740993",
      "1e400",
      "-0",
      "0.10",
      "=1+1",
      "#",
      ";",
      "\u00a0",
      "\ufeff",
      "ﬀ",
    ),
    fc.bigInt().map(String),
  )
  .filter((text) => !/\p{Surrogate}/u.test(text) && !text.includes("\0"));

const amount = fc.tuple(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), fc.integer({ min: 0, max: 99 }));

const flatRecord: fc.Arbitrary<FlatRecord> = fc.record(
  {
    channel: fc.constantFrom("web", "store"),
    event_type: fc.constantFrom("page_viewed", "order_completed", "odd type"),
    occurred_at: fc
      .date({ min: new Date("2020-01-01"), max: new Date("2027-01-01"), noInvalidDate: true })
      .map((date) => date.toISOString()),
    item: hostile,
    campaign: hostile,
    value: amount.map(([whole, cents]) => `${String(whole)}.${String(cents).padStart(2, "0")}`),
    note: hostile,
    Ämne: hostile,
  },
  { requiredKeys: ["channel", "event_type", "occurred_at"] },
);

const ofIds = (records: readonly FlatRecord[]): FlatRecord[] =>
  records.map((record, index) => ({ event_id: `e${index} "ä"`, ...record }));

const cell = (text: string | undefined): string =>
  text === undefined ? "" : `"${text.replaceAll('"', '""')}"`;

const table = (records: readonly FlatRecord[], separator: string): string =>
  [columns.map(cell), ...records.map((record) => columns.map((column) => cell(record[column])))]
    .map((cells) => cells.join(separator))
    .join("\n");

const eventsOf = async (path: string, content: Buffer): Promise<readonly Row[]> => {
  const { events, faults } = await bench.file(format, path, content);
  expect(faults, path).toEqual([]);
  return events;
};

/** Parquet of the columns that `select` makes of a file of lines. */
const parquetOf = async (lines: string, select: string, members: readonly string[]): Promise<Buffer> => {
  const source = await bench.write("source.ndjson", lines);
  const types = members.map((name) => `'${name}': 'varchar'`).join(", ");
  const target = join(bench.folder, "made.parquet");
  await bench.sessions[0].run(
    `copy (select ${select} from read_json('${source}', format = 'newline_delimited', columns = {${types}}))
    to '${target}' (format parquet)`,
  );
  return readFile(target);
};

const expectSame = async (contents: Readonly<Record<string, Buffer>>, count: number): Promise<void> => {
  let expected: readonly Row[] | undefined;
  for (const [name, content] of Object.entries(contents)) {
    for (const [ending, pack] of packings) {
      const events = await eventsOf(`same.${name}${ending}`, pack(content));
      expected ??= events;
      expect(events, name + ending).toEqual(expected);
    }
  }
  expect(expected).toHaveLength(count);
};

describe("the same events", () => {
  it("come of text from NDJSON, JSON, CSV, TSV and Parquet, plain, as gzip and as zstd", async () => {
    const lists = fc.array(flatRecord, { minLength: 10, maxLength: 60 });
    const property = fc.asyncProperty(lists, async (list) => {
      const records = ofIds(list);
      const lines = records.map((record) => JSON.stringify(record)).join("\n");
      const contents = {
        ndjson: Buffer.from(lines),
        json: Buffer.from(JSON.stringify(records, null, 2)),
        csv: Buffer.from(table(records, ",")),
        tsv: Buffer.from(table(records, "\t")),
        parquet: await parquetOf(lines, "*", columns),
      };
      await expectSame(contents, records.length);
    });
    await fc.assert(property, { numRuns: 2 });
  });

  it("come of numbers and nested values from NDJSON, JSON and Parquet, digit by digit", async () => {
    const numbers = fc.record({
      big: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
      exact: amount.map(([whole, part]) => `${String(whole)}.${String(part).padStart(4, "0")}`),
      text: fc.option(hostile),
      list: fc.array(hostile, { maxLength: 3 }),
      yes: fc.boolean(),
    });
    const property = fc.asyncProperty(fc.array(numbers, { minLength: 10, maxLength: 60 }), async (list) => {
      const written = list.map(({ big, exact, text, list: texts, yes }, index) => {
        const nested = `{"of":${JSON.stringify(text)},"list":${JSON.stringify(texts)},"deep":{"big":${big}}}`;
        const start = `"event_id":"e${String(index)}","channel":"web","event_type":"page_viewed"`;
        return `{${start},"occurred_at":"2026-01-01T00:00:00Z","properties":${nested},"big":${big},"exact":${exact},"yes":${String(yes)}}`;
      });
      const members = [
        "event_id",
        "channel",
        "event_type",
        "occurred_at",
        "properties",
        "big",
        "exact",
        "yes",
      ];
      const shape = '{"of": "VARCHAR", "list": ["VARCHAR"], "deep": {"big": "BIGINT"}}';
      const parquet = await parquetOf(
        written.join("\n"),
        `* replace (from_json(properties, '${shape}') as properties, big::bigint as big, exact::decimal(30, 4) as exact,
          yes::boolean as yes)`,
        members,
      );
      const contents = {
        ndjson: Buffer.from(written.join("\n")),
        json: Buffer.from(`[${written.join(",\n")}]`),
        parquet,
      };
      await expectSame(contents, list.length);
    });
    await fc.assert(property, { numRuns: 2 });
  });

  it("come of a missing member, a null and an empty cell; an empty text of JSON is kept beside them", async () => {
    const start = '"event_id":"e","channel":"web","event_type":"page_viewed","occurred_at":"2026-01-01"';
    const header = "event_id,channel,event_type,occurred_at,item";
    const missing = await eventsOf("missing.ndjson", Buffer.from(`{${start}}`));
    for (const [name, text] of [
      ["null.ndjson", `{${start},"item":null}`],
      ["empty.csv", `${header}\ne,web,page_viewed,2026-01-01,\n`],
      ["quoted.csv", `${header}\ne,web,page_viewed,2026-01-01,""\n`],
    ] as const) {
      expect(await eventsOf(name, Buffer.from(text)), name).toEqual(missing);
    }
    const [empty] = await eventsOf("empty.ndjson", Buffer.from(`{${start},"item":""}`));
    expect(empty).toEqual({ ...missing[0], properties: '{"item":""}' });
  });
});
