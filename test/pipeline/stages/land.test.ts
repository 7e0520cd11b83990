import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { column, line, neutralRows, short, StagingBench, unreadable } from "./staging-bench.ts";

const bench = new StagingBench();

/** Good lines `a1` … with one other line among them. */
const among = (other: string | Buffer): Buffer =>
  Buffer.concat([
    Buffer.from(`${line("a1")}\n${line("a2")}\n`),
    Buffer.from(other),
    Buffer.from(`\n${line("a3")}\n`),
  ]);

describe("lines", () => {
  it("become events with their line numbers; the file's digest, sizes and counts come with them", async () => {
    const text = `${line("a", { item: "ä\u0000" })}\n\n  \t\r\n${line("b")}\r\n${line("c")}`;
    const { file, events, faults } = await bench.read("plain.ndjson", text);
    expect(column(events, "event_id")).toEqual(["a", "b", "c"]);
    expect(column(events, "position")).toEqual([1, 4, 5]);
    expect(events[0]?.["item"]).toBe("ä\u0000");
    expect(faults).toEqual([]);
    expect(file).toMatchObject({
      path: "plain.ndjson",
      origin: "plain.ndjson",
      sizeBytes: Buffer.byteLength(text),
      bytesRead: Buffer.byteLength(text),
      records: 3,
      recordsThrough: 5,
      quarantinedRecords: 0,
      receivedFaulty: 0,
      endsWithNewline: false,
      isUnreadable: false,
    });
    expect(file.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it("are set aside one by one for what is wrong with them, with their own bytes", async () => {
    const cases: [string | Buffer, string, string | null][] = [
      ["not json", "not_json", "byte 1: no value begins here"],
      ['{"event_id":"x"', "not_json", "byte 16: the record ends too early"],
      ['{"event_id":"x\u0000"}', "not_json", "byte 15: a control character in a text"],
      ["NaN", "not_json", "byte 1: NaN and Infinity are no JSON"],
      ['{"event_id":"x","item":-Infinity}', "not_json", "byte 24: NaN and Infinity are no JSON"],
      ['{"event_id":"x",}', "not_json", "byte 16: a comma before a closing bracket"],
      ['{"event_id":"\\ud800"}', "not_json", null],
      ["[1,2]", "not_an_object", null],
      ["null", "not_an_object", null],
      ['"text"', "not_an_object", null],
      [Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), "invalid_utf8", "byte 2 is no UTF-8"],
      [Buffer.from([0x7b, 0xc3, 0xa4, 0xef, 0xbf, 0x41]), "invalid_utf8", "byte 4 is no UTF-8"],
      [`{"event_id":"${"x".repeat(3000)}"}`, "line_too_long", "3015 bytes, the limit is 3000"],
      [`{"a":${"[".repeat(700)}${"]".repeat(700)}}`, "too_deep", "701 levels, the limit is 500"],
      ['{"event_id":"x"}', "missing_time", null],
      ['{"event_id":"x","occurred_at":" "}', "missing_time", null],
      ['{"event_id":"x","occurred_at":"soon"}', "bad_time", "occurred_at is no time that is understood"],
      ['{"event_id":" ","occurred_at":"2026-01-01"}', "missing_event_id", null],
    ];
    for (const [bad, reason, detail] of cases) {
      const { file, events, faults } = await bench.read("bad.ndjson", among(bad), {
        limits: { max_line_bytes: 3000 },
      });
      expect(column(events, "event_id"), reason).toEqual(["a1", "a2", "a3"]);
      expect(column(events, "position")).toEqual([1, 2, 4]);
      expect(file).toMatchObject({ records: 4, quarantinedRecords: 1, receivedFaulty: 0 });
      expect(faults).toEqual([
        {
          position: 3,
          reason,
          detail,
          event_id: /time/.test(reason) ? "x" : null,
          record: Buffer.from(bad).toString("utf8").includes("\ufffd")
            ? Buffer.from(bad).toString("base64")
            : Buffer.from(bad).toString("utf8"),
          shape: "line",
          is_record: true,
        },
      ]);
    }
  });

  it("may be the broken ones of a file at its beginning, and change nothing for those behind", async () => {
    const odd = [
      "not json",
      '{"event_id":"x"',
      '{"event_id":',
      '{"event_id":"x',
      '{"a":1}}',
      `${line("x")} ${line("y")}`,
      "[1,2]",
      "[",
      "]",
      "}",
      '"',
      "null",
      `{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`,
      "[".repeat(100_000),
      '[{"a":1}',
    ];
    for (const bad of odd) {
      const text = `${bad}\n${line("a")}\n${line("b")}\n`;
      const { file, events, faults } = await bench.read("odd.ndjson", text);
      expect(column(events, "event_id"), bad.slice(0, 30)).toEqual(["a", "b"]);
      expect(column(events, "position")).toEqual([2, 3]);
      expect(faults).toHaveLength(1);
      expect(file).toMatchObject({ records: 3, quarantinedRecords: 1 });
    }
  });

  it("of ten megabytes and of a hundred thousand levels neither stop nor end the process", async () => {
    const deep = `{"event_id":${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}}`;
    const long = `{"event_id":"${"x".repeat(10_000_000)}"}`;
    const { faults, events } = await bench.read(
      "hostile.ndjson",
      [line("a"), deep, long, "[".repeat(200_000), line("b")].join("\n"),
    );
    expect(short(faults)).toEqual(["2 too_deep", "3 line_too_long", "4 too_deep"]);
    expect(faults[1]?.["record"]).toBe(long);
    expect(column(events, "event_id")).toEqual(["a", "b"]);
  });

  it("without end keep only their beginning", async () => {
    const text = `${line("a")}\n${"x".repeat(50_000)}\n${line("b")}\n${"y".repeat(50_000)}`;
    const sizes = { chunkBytes: 1000, blockBytes: 2000, keptBytes: 10_000 };
    const { file, events, faults } = await bench.read(
      "endless.ndjson",
      text,
      { limits: { max_line_bytes: 5000 } },
      { sizes },
    );
    expect(column(events, "position")).toEqual([1, 3]);
    expect(short(faults)).toEqual(["2 line_too_long", "4 line_too_long"]);
    expect(faults[0]).toMatchObject({
      detail: "50000 bytes, the limit is 5000; the first 10000 are kept",
      record: "x".repeat(10_000),
    });
    expect(file).toMatchObject({ records: 4, quarantinedRecords: 2, recordsThrough: 4 });
  });

  it("may be bad in great numbers", async () => {
    const latin = Buffer.from(`{"event_id":"\u00e4","occurred_at":"2026-01-01"}\n`, "latin1");
    const { file, faults } = await bench.read(
      "latin1.ndjson",
      Buffer.concat(Array.from({ length: 3000 }, () => latin)),
    );
    expect(file).toMatchObject({ records: 3000, quarantinedRecords: 3000 });
    expect(new Set(column(faults, "reason"))).toEqual(new Set(["invalid_utf8"]));
  });
});

describe("files of JSON", () => {
  it("may be a list, over lines or not, and its elements are numbered", async () => {
    for (const text of [
      `[${line("a")},${line("b")}]`,
      `\n [\n${line("a")},\n${line("b")}\n]\n`,
      JSON.stringify([JSON.parse(line("a")), JSON.parse(line("b"))], null, 2),
      `[${line("a")}]\n[${line("b")}]`,
      `${JSON.stringify(JSON.parse(line("a")), null, 2)}\n${JSON.stringify(JSON.parse(line("b")), null, 2)}`,
      `${line("a")}${line("b")}`,
      `${line("a")}\r${line("b")}`,
      `\ufeff[${line("a")}\r\n,\r\n${line("b")}]`,
    ]) {
      const { file, events, faults } = await bench.read("list.json", text);
      expect(faults, text).toEqual([]);
      expect(column(events, "event_id"), text).toEqual(["a", "b"]);
      expect(column(events, "position")).toEqual([1, 2]);
      expect(file).toMatchObject({ records: 2, recordsThrough: 2 });
    }
  });

  it("have elements that are set aside one by one", async () => {
    const deep = `${"[".repeat(700)}${"]".repeat(700)}`;
    const text = `[${line("a")}, 1, "]", null, {x:1}, , [2], "\u001e", ${deep}, {"event_id":"\n"}, ${line("b")} ]`;
    const { file, events, faults } = await bench.read("elements.json", text);
    expect(column(events, "position")).toEqual([1, 11]);
    expect(short(faults)).toEqual([
      "2 not_an_object",
      "3 not_an_object",
      "4 not_an_object",
      "5 not_json",
      "6 not_json",
      "7 not_an_object",
      "8 not_json",
      "9 too_deep",
      "10 not_json",
    ]);
    expect(file).toMatchObject({ records: 11, quarantinedRecords: 9 });
  });

  it("that never end, or hold something else, are unreadable", async () => {
    expect(await bench.read("cut.json", `[${line("a")},\n${line("b")}`)).toEqual(
      unreadable(/list that begins at byte 0 never ends/),
    );
    expect(await bench.read("cut2.json", `[${line("a")},\n{"event_id":"b`)).toEqual(unreadable(/never ends/));
    expect(await bench.read("cut3.json", `{\n "event_id":"a",\n`)).toEqual(
      unreadable(/value that begins at byte 0 never ends/),
    );
    expect(await bench.read("more.json", `[\n${line("a")}\n] tail`)).toEqual(
      unreadable(/byte \d+ belongs to no/),
    );
    expect(await bench.read("comma.json", `[\n1\n,2 ${line("a")}\n]`)).toMatchObject({ events: [] });
  });

  it("hold numbers of any length as they are", async () => {
    const text = `{"event_id":90071992547409931234567890,"occurred_at":"2026-01-01","item":9007199254740993}\n`;
    const { events } = await bench.read("numbers.ndjson", text);
    expect(events[0]).toMatchObject({ event_id: "90071992547409931234567890", item: "9007199254740993" });
  });
});

describe("an empty file", () => {
  it.each([
    ["empty.ndjson", ""],
    ["mark.ndjson", "\ufeff"],
    ["blank.json", "\n \r\n\t"],
    ["empty.csv", ""],
    ["list.json", "[]"],
    ["header.csv", "event_id,occurred_at\n"],
    ["mark.csv", "\ufeff"],
    ["member.ndjson.gz", gzipSync("")],
  ])("%s holds no records, and that is fine", async (name, content) => {
    const { file, events, faults } = await bench.read(name, content, { mapping: neutralRows });
    expect({ events, faults }).toEqual({ events: [], faults: [] });
    expect(file).toMatchObject({ records: 0, quarantinedRecords: 0, isUnreadable: false });
  });
});

describe("a file that was read before", () => {
  it("gives only the lines that were added, under the numbers that follow", async () => {
    const first = await bench.read("grown.ndjson", `${line("a")}\n\nnot json\n`);
    const text = `${line("a")}\n\nnot json\n${line("b")}\nbad\n${line("c")}`;
    await bench.write("grown.ndjson", text);
    const { file, events, faults } = await bench.stage("grown.ndjson", {}, { earlier: first.file });
    expect(column(events, "position")).toEqual([4, 6]);
    expect(short(faults)).toEqual(["5 not_json"]);
    expect(file).toMatchObject({
      records: 3,
      quarantinedRecords: 1,
      recordsThrough: 6,
      bytesRead: Buffer.byteLength(text) - first.file.sizeBytes,
      sizeBytes: Buffer.byteLength(text),
      endsWithNewline: false,
    });
    expect((await bench.stage("grown.ndjson")).file.sha256).toBe(file.sha256);
    const whole = await bench.stage("grown.ndjson", {}, { earlier: file });
    expect(whole.file).toMatchObject({ records: 5, recordsThrough: 6, bytesRead: Buffer.byteLength(text) });
  });
});
