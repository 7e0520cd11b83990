// The same records in any kind of file are the same events.
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Format } from "../../connectors/connector.ts";
import { formats } from "../../connectors/registry.ts";
import { FormatBench, sampleRecords } from "./format-bench.ts";
import { lineOf, textOf, type Value } from "./record-paths.ts";

const bench = new FormatBench();

type FlatRecord = Readonly<Record<string, string | null>>;

const isFlat = (record: Value): boolean =>
  record !== null &&
  typeof record === "object" &&
  Object.values(record).every((value) => value === null || typeof value !== "object");

/** The records of a sample that a table can hold, every value as text. */
const flatRecords = (format: Format): FlatRecord[] =>
  sampleRecords(format)
    .filter(isFlat)
    .map((record) =>
      Object.fromEntries(
        Object.entries(record ?? {}).map(([name, value]) => [name, value === null ? null : textOf(value)]),
      ),
    );

const cell = (text: string | null | undefined): string =>
  text === null || text === undefined ? "" : `"${text.replaceAll('"', '""')}"`;

const csvOf = (records: readonly FlatRecord[]): string => {
  const columns = [...new Set(records.flatMap((record) => Object.keys(record)))];
  const rows = records.map((record) => columns.map((column) => cell(record[column])).join(","));
  return [columns.map(cell).join(","), ...rows].join("\n");
};

const flatFormats = formats
  .filter((format) => flatRecords(format).length > 0)
  .map((format) => [format.name, format] as const);

describe.each(flatFormats)("%s", (name, format) => {
  const base = name.replaceAll("/", "-");

  it("gives the same events from NDJSON, JSON, CSV and Parquet", async () => {
    const records = flatRecords(format);
    const lines = records.map(lineOf);
    const expected = await bench.file(format, `${base}.ndjson`, lines.join("\n"));
    expect(expected.events.length).toBeGreaterThan(0);
    const array = await bench.file(format, `${base}.json`, `[\n${lines.join(",\n  ")}\n]`);
    expect(array.events).toEqual(expected.events);
    const csv = await bench.file(format, `${base}.csv`, csvOf(records));
    expect(csv.events).toEqual(expected.events);
    const [session] = bench.sessions;
    const source = join(bench.folder, `${base}.csv`);
    const target = join(bench.folder, `${base}.parquet`);
    await session.run(
      `copy (select * from read_csv('${source}', all_varchar = true, header = true)) to '${target}' (format parquet)`,
    );
    const parquet = await bench.stage(`${base}.parquet`, bench.changes(format, "UTC"));
    expect(parquet.events).toEqual(expected.events);
  });
});
