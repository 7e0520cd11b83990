import { chmod, mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { column, line, StagingBench, unreadable } from "../../../pipeline/stages/staging-bench.ts";

const bench = new StagingBench();

describe("gzip", () => {
  const content = Buffer.from(`${line("a")}\n${line("b")}\n`);

  it("is known by its content; several members are one file, and zeros behind them are nothing", async () => {
    for (const bytes of [
      gzipSync(content),
      Buffer.concat([gzipSync(`${line("a")}\n`), gzipSync(`${line("b")}\n`)]),
      Buffer.concat([gzipSync(line("a")), gzipSync(`\n${line("b")}`), Buffer.alloc(700)]),
      Buffer.concat([gzipSync("\ufeff"), gzipSync(content)]),
    ]) {
      const { file, events } = await bench.read("packed.ndjson", bytes);
      expect(column(events, "event_id")).toEqual(["a", "b"]);
      expect(file).toMatchObject({
        sizeBytes: bytes.length,
        bytesRead: bytes.length,
        endsWithNewline: false,
      });
    }
  });

  it("that is cut, has a wrong check sum or a damaged member makes the file unreadable", async () => {
    const packed = gzipSync(content);
    const wrong = Buffer.from(packed);
    wrong[wrong.length - 6] = (wrong[wrong.length - 6] ?? 0) ^ 1;
    const second = Buffer.from(packed);
    second[0] = 0;
    const cut = await bench.read("cut.ndjson.gz", packed.subarray(0, packed.length - 4));
    expect(cut).toEqual(unreadable(/gzip stream ends too early/));
    expect(cut.file).toMatchObject({ sizeBytes: packed.length - 4 });
    expect(await bench.read("crc.ndjson.gz", wrong)).toEqual(unreadable(/gzip stream is damaged/));
    expect(await bench.read("member.ndjson.gz", Buffer.concat([packed, second]))).toEqual(
      unreadable(new RegExp(`no gzip after byte ${packed.length}`)),
    );
    expect(await bench.read("twice.ndjson.gz", gzipSync(packed))).toEqual(
      unreadable(/packed twice, gzip inside gzip/),
    );
  });
});

describe("a file that cannot be read", () => {
  it("says so once, whatever the reason", async () => {
    expect(await bench.stage("missing.ndjson")).toEqual(unreadable(/not there any more/));
    await mkdir(join(bench.folder, "folder.ndjson"), { recursive: true });
    expect(await bench.stage("folder.ndjson")).toEqual(unreadable(/it is a folder/));
    await symlink("loop.ndjson", join(bench.folder, "loop.ndjson"));
    expect(await bench.stage("loop.ndjson")).toEqual(unreadable(/leads back to itself/));
    const utf16 = Buffer.from(`\ufeff${line("a")}\n`, "utf16le");
    expect(await bench.read("utf16.ndjson", utf16)).toEqual(unreadable(/UTF-16; convert it to UTF-8/));
    expect(await bench.read("bare.ndjson", utf16.subarray(2))).toEqual(
      unreadable(/UTF-16; convert it to UTF-8/),
    );
    expect(await bench.read("zstd.ndjson", Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 1, 2]))).toEqual(
      unreadable(/zstd/),
    );
    expect(await bench.read("book.csv", Buffer.from("PK\u0003\u0004rest"))).toEqual(unreadable(/zip/));
  });

  it("keeps its digest, so that it is not read again while it stays as it is", async () => {
    await bench.write("locked.ndjson", line("a"));
    await chmod(join(bench.folder, "locked.ndjson"), 0o000);
    // The system lets its own user read everything: then it is a file like any other.
    const { file } = await bench.stage("locked.ndjson");
    expect(file.records).toBe(1);
    const packed = gzipSync(line("a")).subarray(0, 20);
    expect((await bench.read("short.gz", packed)).file.sha256).toMatch(/^[0-9a-f]{64}$/);
  });
});
