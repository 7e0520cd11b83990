import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { column, neutralLines, neutralRows, short, StagingBench } from "../../staging-bench.ts";
import { customMapping } from "../../../../../pipeline/stages/map/mapping.ts";

const bench = new StagingBench();

const rows = { mapping: neutralRows };

const wholeLine = {
  ...neutralLines,
  sql: "select position, position as event_id, '2026-01-01' as occurred_at, 'page_viewed' as event_type, 'web' as channel, line as properties from lines",
};

const properties = (read: { events: readonly Record<string, unknown>[] }): unknown[] =>
  read.events.map(({ properties: text }) => (typeof text === "string" ? JSON.parse(text) : null));

describe("rows of CSV", () => {
  it("become events with the numbers of their rows, whatever the delimiter, line end, mark or packing", async () => {
    const texts: [string, string | Buffer][] = [
      ["a.csv", 'event_id,occurred_at,item\na,2026-01-01,x\nb,2026-01-02,"y, ""z"""\n'],
      ["b.csv", 'event_id;occurred_at;item\r\na;2026-01-01;x\r\nb;2026-01-02;"y, ""z"""\r\n'],
      ["c.tsv", 'event_id\toccurred_at\titem\na\t2026-01-01\tx\nb\t2026-01-02\ty, "z"'],
      ["d.txt", '\ufeffevent_id|occurred_at|item\na|2026-01-01|x\nb|2026-01-02|y, "z"'],
      ["e.csv", '"event_id","occurred_at","item"\r"a","2026-01-01","x"\rb,2026-01-02,"y, ""z"""'],
      ["f.csv.gz", gzipSync('\n\nEvent_ID , Occurred_At,item\na,2026-01-01,x\nb,2026-01-02,"y, ""z"""\n')],
      ["nothing", 'event_id,occurred_at,item\na,2026-01-01,x\nb,2026-01-02,"y, ""z"""'],
    ];
    for (const [name, text] of texts) {
      const { file, events, faults } = await bench.read(name, text, rows);
      expect(faults, name).toEqual([]);
      expect(column(events, "item"), name).toEqual(["x", 'y, "z"']);
      expect(column(events, "position")).toEqual([1, 2]);
      expect(file).toMatchObject({ records: 2, recordsThrough: 2, endsWithNewline: false });
    }
  });

  it("that do not fit the header are set aside with their own bytes, and change nothing for the others", async () => {
    const text = [
      "event_id,occurred_at,item",
      "a,2026-01-01,x",
      "b,2026-01-01",
      "c,2026-01-01,x,y",
      "",
      '"d",2026-01-01,"x" y',
      'e,2026-01-01,5" pipe',
      '"f\n",2026-01-01,"two\nlines"',
      "g,2026-01-01,\u0000",
      `h,2026-01-01,${"x".repeat(3000)}`,
      "i,2026-01-01,last",
    ].join("\r\n");
    const bytes = Buffer.concat([Buffer.from(text), Buffer.from([0x0a, 0x6a, 0x2c, 0xff, 0x2c, 0x0a])]);
    const { file, events, faults } = await bench.read("bad.csv", bytes, {
      ...rows,
      limits: { max_line_bytes: 2000 },
    });
    expect(column(events, "event_id")).toEqual(["a", "e", "f\n", "g", "i"]);
    expect(column(events, "position")).toEqual([1, 6, 7, 8, 10]);
    expect(column(events, "item")).toEqual(["x", '5" pipe', "two\nlines", "\u0000", "last"]);
    expect(short(faults)).toEqual([
      "2 bad_row",
      "3 bad_row",
      "5 bad_row",
      "9 line_too_long",
      "11 invalid_utf8",
    ]);
    expect(faults[0]).toMatchObject({
      detail: "2 fields, the header has 3",
      record: "b,2026-01-01",
      shape: "row",
      is_record: true,
    });
    expect(faults[2]).toMatchObject({
      detail: "text behind a closing quote",
      record: '"d",2026-01-01,"x" y',
    });
    expect(file).toMatchObject({ records: 10, quarantinedRecords: 5, recordsThrough: 11 });
  });

  it("are judged alike in a file without quotes, where the warehouse counts the fields", async () => {
    const text =
      "event_id,occurred_at,item\na,2026-01-01,x\nb,2026-01-01\n\nc,2026-01-01,x,y\nd,2026-01-01,\n";
    const { file, events, faults } = await bench.read("plain.csv", text, rows);
    expect(column(events, "position")).toEqual([1, 5]);
    expect(column(events, "item")).toEqual(["x", null]);
    expect(short(faults)).toEqual(["2 bad_row", "4 bad_row"]);
    expect(faults[0]).toMatchObject({ detail: "2 fields, the header has 3", record: "b,2026-01-01" });
    expect(file).toMatchObject({ records: 4, quarantinedRecords: 2, recordsThrough: 5 });
  });

  it("behind a quote that never ends make the file unreadable, and its line is named", async () => {
    const text =
      'event_id,occurred_at,item\na,2026-01-01,x\nb,2026-01-01,"two\nlines"\nc,2026-01-01,"open\nd,e,f\n';
    const { file, events, faults } = await bench.read("open.csv", text, rows);
    expect(events).toEqual([]);
    expect(file).toMatchObject({ isUnreadable: true, records: 1, quarantinedRecords: 1 });
    expect(faults[0]).toMatchObject({
      reason: "file_unreadable",
      detail: "the quote that opens in line 5 never ends; close it, or double quotes inside a field",
    });
    const header = await bench.read("header.csv", '"event_id,b\n1,2\n', rows);
    expect(header.faults[0]).toMatchObject({ detail: "a quote in the header never ends; close it" });
  });

  it("keep an empty field, quoted or not, as null", async () => {
    const { events } = await bench.read(
      "empty.csv",
      'event_id,occurred_at,item\na,2026-01-01,""\nb,2026-01-01,',
      rows,
    );
    expect(column(events, "item")).toEqual([null, null]);
  });

  it("give undeclared columns as rest, under names that are told apart", async () => {
    const text =
      'event_id,occurred_at,event_id,Item,"a ""b""\n\',c",,position,x,X\n1,2026-01-01,2,i,3,4,5,6,7\n2,2026-01-01,,,,,,,\n';
    const read = await bench.read("names.csv", text, rows);
    expect(properties(read)).toEqual([
      { event_id_2: "2", 'a "b"\n\',c': "3", column_6: "4", position_2: "5", x: "6", X_2: "7" },
      null,
    ]);
    expect(column(read.events, "item")).toEqual(["i", null]);
    expect(column(read.events, "event_id")).toEqual(["1", "2"]);
  });

  it("give nothing for a declared column that is not there", async () => {
    const { events, faults } = await bench.read("less.csv", "event_id,other\na,b\n", rows);
    expect(events).toEqual([]);
    expect(faults[0]).toMatchObject({
      reason: "missing_time",
      record: '{"event_id":"a","other":"b"}',
      shape: "row",
    });
  });
});

describe("any mapping over any kind of file", () => {
  it("reads rows as lines: an object of the columns that hold something", async () => {
    const read = await bench.read("lines.csv", 'a,b,"c""d"\n1,,"x\ny"\n', { mapping: wholeLine });
    expect(properties(read)).toEqual([{ a: "1", 'c"d': "x\ny" }]);
  });

  it("reads lines as rows: the declared keys as text, the others as rest", async () => {
    const text = [
      '{"event_id":"a","occurred_at":"2026-01-01","item":{"b":[1,"2"]},"x/~y":null,"z":{"q":null}}',
      '{"event_id":9007199254740993,"occurred_at":"2026-01-01","item":1.25,"big":12345678901234567890123}',
      '{"event_id":"c","occurred_at":"2026-01-01"}',
    ];
    const read = await bench.read("rows.ndjson", text.join("\n"), rows);
    expect(column(read.events, "event_id")).toEqual(["a", "9007199254740993", "c"]);
    expect(column(read.events, "item")).toEqual(['{"b":[1,"2"]}', "1.25", null]);
    expect(column(read.events, "properties")).toEqual([
      '{"x/~y":null,"z":{"q":null}}',
      '{"big":12345678901234567890123}',
      null,
    ]);
  });

  it("lets a user's own mapping read rows by the names that the file has", async () => {
    const sql = `select position, id as event_id, "when" as occurred_at, "a ""b""" as item,
      'custom' as event_type, 'store' as channel from rows`;
    const mapping = customMapping("own.sql", sql);
    const csv = await bench.read("own.csv", 'ID,when,"a ""b"""\n1,2026-01-01,x\n', { mapping });
    expect(csv.events[0]).toMatchObject({ event_id: "1", item: "x" });
    const json = await bench.read(
      "own.ndjson",
      '{"id":1,"position":7}\n{"when":"2026-01-01","ID":2,"a \\"b\\"":[1]}\n{"id":3,"when":"2026-01-01"}\n',
      { mapping },
    );
    expect(short(json.faults)).toEqual(["1 missing_time"]);
    expect(column(json.events, "event_id")).toEqual(["2", "3"]);
    expect(column(json.events, "item")).toEqual(["[1]", null]);
  });
});
