import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { column, neutralLines, neutralRows, short, StagingBench } from "../../staging-bench.ts";

const bench = new StagingBench();

const wholeLine = {
  ...neutralLines,
  sql: `select position, position as event_id, '2026-01-01' as occurred_at, 'page_viewed' as event_type, 'web' as channel,
    line as properties from lines`,
};

const parquet = async (name: string, query: string): Promise<Buffer> => {
  const path = join(bench.folder, name);
  await bench.sessions[0].run(`copy (${query}) to '${path}' (format parquet)`);
  return readFile(path);
};

describe("rows of Parquet", () => {
  it("become events with the numbers of their rows, packed or not, under any name", async () => {
    const query = `select 9007199254740992 + i as event_id, timestamptz '2026-01-01 10:00:00+02' as occurred_at,
      if(i = 2, null, i::decimal(30, 10)) as item, {a: [1, 2], b: 'x'} as nested from range(1, 4) as numbers(i)`;
    const bytes = await parquet("a[1].parquet", query);
    await bench.write("b", bytes);
    await bench.write("c.gz", gzipSync(bytes));
    for (const name of ["a[1].parquet", "b", "c.gz"]) {
      const { file, events, faults } = await bench.stage(name, { mapping: neutralRows });
      expect(faults).toEqual([]);
      expect(column(events, "event_id")).toEqual([
        "9007199254740993",
        "9007199254740994",
        "9007199254740995",
      ]);
      expect(column(events, "occurred_at")).toEqual(Array(3).fill("2026-01-01T08:00:00.000Z"));
      expect(column(events, "item")).toEqual(["1.0000000000", null, "3.0000000000"]);
      expect(column(events, "position")).toEqual([1, 2, 3]);
      expect(column(events, "properties")[0]).toBe('{"nested":{"a":[1,2],"b":"x"}}');
      expect(file).toMatchObject({ records: 3, recordsThrough: 3, endsWithNewline: false });
      expect(file.sizeBytes).toBe(file.bytesRead);
    }
    expect(await readdir(join(bench.folder, "tmp"))).toEqual([]);
  });

  it("are exact as JSON: numbers digit by digit, instants in ISO 8601, nested values as they are", async () => {
    await parquet(
      "types.parquet",
      `select 9223372036854775807 as big, 12345678901234567.89::decimal(20, 2) as amount, 1.5::double as half,
        'nan'::double as nan, true as yes, timestamp '2026-01-01 10:00:00.5' as local,
        timestamptz '2026-01-01 10:00:00+00' as instant, date '2026-01-02' as day, 'ä "q"' as text,
        encode('bytes') as bytes, '\\xff'::blob as binary, '' as nothing, null::integer as missing,
        [{a: 9007199254740993}] as list, map {'k': 1} as pairs, '{"j": [1]}'::json as document`,
    );
    const { events } = await bench.stage("types.parquet", { mapping: wholeLine });
    expect(column(events, "properties")[0]).toBe(
      '{"big":9223372036854775807,"amount":12345678901234567.89,"half":1.5,"nan":"nan","yes":true,' +
        '"local":"2026-01-01T10:00:00.5","instant":"2026-01-01T10:00:00Z","day":"2026-01-02",' +
        '"text":"ä \\"q\\"","bytes":"bytes","binary":"/w==","list":[{"a":9007199254740993}],"pairs":{"k":1},' +
        '"document":{"j":[1]}}',
    );
  });

  it("that are too long or hold text nested too deeply are set aside as JSON objects", async () => {
    const deep = `repeat('[', 20001)`;
    await parquet(
      "limits.parquet",
      `select * from (values ('a', '2026-01-01', 'x'), ('b', '2026-01-01', repeat('x', 50000)),
        ('c', '2026-01-01', ${deep}), ('d', 'soon', 'x')) as rows(event_id, occurred_at, item)`,
    );
    const changes = { mapping: neutralRows, limits: { max_line_bytes: 40_000 } };
    const { file, events, faults } = await bench.stage("limits.parquet", changes);
    expect(column(events, "event_id")).toEqual(["a"]);
    expect(short(faults)).toEqual(["2 line_too_long", "3 too_deep", "4 bad_time"]);
    expect(faults[2]).toMatchObject({
      record: '{"event_id":"d","occurred_at":"soon","item":"x"}',
      shape: "row",
      event_id: "d",
    });
    expect(file).toMatchObject({ records: 4, quarantinedRecords: 3 });
  });
});

describe("a Parquet file that is not whole", () => {
  it("is unreadable, and nothing of it is kept", async () => {
    const bytes = await parquet(
      "whole.parquet",
      "select i as event_id, '2026-01-01' as occurred_at from range(9) as n(i)",
    );
    const damaged = Buffer.from(bytes);
    damaged.fill(0xff, 8, 60);
    const cases: [string, Buffer][] = [
      ["half.parquet", bytes.subarray(0, bytes.length >> 1)],
      ["damaged.parquet", damaged],
      ["other.parquet", Buffer.from('{"event_id":"a"}\n')],
      ["empty.parquet", Buffer.alloc(0)],
      ["half.parquet.gz", gzipSync(bytes.subarray(0, bytes.length >> 1))],
    ];
    for (const [name, content] of cases) {
      const { file, events, faults } = await bench.read(name, content, { mapping: neutralRows });
      expect(events, name).toEqual([]);
      expect(file, name).toMatchObject({ isUnreadable: true, records: 1, quarantinedRecords: 1 });
      expect(faults[0]).toMatchObject({ position: 0, reason: "file_unreadable", shape: "file" });
      expect(faults[0]?.["detail"]).toMatch(/no whole Parquet file|named as Parquet and is none/);
    }
  });
});
