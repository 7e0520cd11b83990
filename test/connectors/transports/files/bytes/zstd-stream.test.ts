import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readSizes } from "../../../../../connectors/transports/files/records/record-block.ts";
import {
  neutralRows,
  column,
  line,
  StagingBench,
  unreadable,
} from "../../../../pipeline/stages/staging-bench.ts";
import { skippableFrame, zstdFrame, zstdSample } from "./zstd-frames.ts";

const bench = new StagingBench();

describe("zstd", () => {
  it("is known by its content; several frames are one file, and what is to be skipped is nothing", async () => {
    const sample = await zstdSample("two-lines");
    for (const bytes of [
      sample,
      Buffer.concat([zstdFrame(`${line("a")}\n`), zstdFrame(""), zstdFrame(line("b"))]),
      Buffer.concat([skippableFrame("x"), sample, skippableFrame(line("c")), zstdFrame("")]),
      zstdFrame(`\ufeff${line("a")}\n${line("b")}\n`),
    ]) {
      const { file, events, faults } = await bench.read("packed.ndjson", bytes);
      expect(faults).toEqual([]);
      expect(column(events, "event_id")).toEqual(["a", "b"]);
      expect(file).toMatchObject({
        sizeBytes: bytes.length,
        bytesRead: bytes.length,
        endsWithNewline: false,
      });
    }
    expect((await bench.read("nothing.zst", zstdFrame(""))).file).toMatchObject({
      records: 0,
      isUnreadable: false,
    });
  });

  it("keeps every byte, also of text that is no UTF-8, in whatever pieces the file is read", async () => {
    const rows = 'event_id,occurred_at,item\r\n1,2026-01-01,"a\rb\r\nc"\r\n2,2026-01-01,ok\r\n';
    const csv = Buffer.concat([Buffer.from(rows), Buffer.from([0x33, 0x2c, 0xff, 0x2c, 0x0a])]);
    for (const chunkBytes of [1, 7, 1 << 20]) {
      const options = { sizes: { ...readSizes, chunkBytes } };
      const { events, faults } = await bench.read(
        "rows.csv.zst",
        zstdFrame(csv),
        { mapping: neutralRows },
        options,
      );
      expect(column(events, "item")).toEqual(["a\rb\r\nc", "ok"]);
      expect(column(faults, "reason")).toEqual(["invalid_utf8"]);
    }
    const many = await bench.read("many.ndjson.zst", await zstdSample("many-lines"));
    expect(many.file.records).toBe(6000);
    expect(column(many.events, "event_id")).toEqual(
      Array.from({ length: 6000 }, (_, index) => String(index)),
    );
    expect(column(many.events, "item")).toEqual(
      Array.from({ length: 6000 }, (_, index) => "x".repeat(index % 70)),
    );
  });

  it("that is cut anywhere makes the file unreadable", async () => {
    const sample = await zstdSample("two-lines");
    for (const length of [4, 5, 9, 20, sample.length - 5, sample.length - 4, sample.length - 1]) {
      const cut = await bench.read("cut.ndjson.zst", sample.subarray(0, length));
      expect(cut, String(length)).toEqual(unreadable(/zstd stream ends too early/));
      expect(cut.file.sizeBytes).toBe(length);
    }
    const many = await zstdSample("many-lines");
    expect(await bench.read("half.zst", many.subarray(0, many.length >> 1))).toEqual(
      unreadable(/ends too early/),
    );
    const behind = Buffer.concat([sample, sample.subarray(0, 7)]);
    expect(await bench.read("behind.zst", behind)).toEqual(unreadable(/ends too early/));
  });

  it("that is damaged anywhere makes the file unreadable where it has a check sum", async () => {
    const sample = await zstdSample("two-lines");
    const verdicts = new Set<string>();
    // Byte 4 holds a bit that means nothing.
    for (let at = 5; at < sample.length; at += 1) {
      const wrong = Buffer.from(sample);
      wrong[at] = (wrong[at] ?? 0) ^ 0x10;
      const { file, events, faults } = await bench.read("wrong.ndjson", wrong);
      expect(file.isUnreadable, `byte ${at}`).toBe(true);
      expect(events).toEqual([]);
      for (const detail of column(faults, "detail")) verdicts.add(JSON.stringify(detail));
    }
    expect([...verdicts].join("\n")).toMatch(/check sum is wrong/);
    expect([...verdicts].join("\n")).toMatch(/the zstd stream is damaged; fetch it again/);
    const tail = Buffer.concat([sample, Buffer.from("plain text")]);
    expect(await bench.read("tail.zst", tail)).toEqual(
      unreadable(new RegExp(`no zstd after byte ${sample.length}: a part is damaged`)),
    );
  });

  it("says what to do about what its decoder refuses", async () => {
    expect(await bench.read("wide.zst", await zstdSample("wide-window"))).toEqual(
      unreadable(/--long=27 or less/),
    );
    expect(await bench.read("dictionary.zst", await zstdSample("with-dictionary"))).toEqual(
      unreadable(/compressed with a zstd dictionary/),
    );
    expect(await bench.read("twice.zst", zstdFrame(gzipSync("x")))).toEqual(
      unreadable(/packed twice, gzip inside zstd/),
    );
  });

  it("may hold Parquet", async () => {
    const path = `${bench.folder}/rows.parquet`;
    await bench.sessions[0].run(
      `copy (select 'p' || i as event_id, '2026-01-01' as occurred_at, 'ä' as item from range(3) as numbers(i))
      to '${path}' (format parquet)`,
    );
    const bytes = await readFile(path);
    for (const name of ["a.parquet.zst", "a.csv"]) {
      const { events, file } = await bench.read(name, zstdFrame(bytes), { mapping: neutralRows });
      expect(column(events, "event_id")).toEqual(["p0", "p1", "p2"]);
      expect(file.endsWithNewline).toBe(false);
    }
  });
});
