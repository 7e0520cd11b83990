import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../../pipeline/index.ts";
import { zstdFrame } from "../connectors/transports/files/bytes/zstd-frames.ts";
import { cliFile, compileCli, start } from "../pipeline/cli-process.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "polku-large-"));
  compileCli();
}, 120_000);
afterAll(() => rm(folder, { recursive: true }));

const event = (number: number, filling = ""): string =>
  `${JSON.stringify({
    event_id: `e${number}`,
    channel: "web",
    event_type: "page_viewed",
    occurred_at: new Date(1_780_000_000_000 + number * 1000).toISOString(),
    identifiers: { user_id: `u${number % 5000}` },
    ...(filling === "" ? {} : { properties: { filling } }),
  })}\n`;

const largeEvents = 750_000;
const filling = "the quick brown fox ".repeat(14);

/** About 330 MB in parts. */
const parts = function* (): Generator<Buffer> {
  for (let from = 0; from < largeEvents; from += 5000) {
    yield Buffer.from(Array.from({ length: 5000 }, (_, index) => event(from + index, filling)).join(""));
  }
};

const zstdParts = function* (): Generator<Buffer> {
  for (const part of parts()) yield zstdFrame(part);
};

/** What a process of its own says at its end: numbers, the peak of its memory in MB last. */
const measured = async (script: string): Promise<number[]> => {
  const ending = "console.log(JSON.stringify([result, process.resourceUsage().maxRSS / 1024]))";
  const { ended } = start(process.execPath, ["--input-type=module", "-e", `${script}\n${ending}`]);
  const { code, stdout, stderr } = await ended;
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout.toString()) as number[];
};

const program = dirname(dirname(cliFile));

describe("a very large file", () => {
  it.each(["large.ndjson", "large.ndjson.gz", "large.ndjson.zst"])(
    "is cut into records in little memory: %s",
    async (name) => {
      const path = join(folder, name);
      const source = Readable.from(name.endsWith(".zst") ? zstdParts() : parts());
      const target = createWriteStream(path);
      await (name.endsWith(".gz")
        ? pipeline(source, createGzip({ level: 1 }), target)
        : pipeline(source, target));
      const [records, megabytes] = await measured(`
        const { openFile } = await import(${JSON.stringify(join(program, "connectors/transports/files.js"))});
        const limits = { max_line_bytes: 1048576, max_depth: 100 };
        const opened = await openFile(${JSON.stringify(path)}, { limits, prefersRows: false });
        let result = 0;
        for await (const block of opened.blocks()) result += block.records;`);
      expect(records).toBe(largeEvents);
      expect(megabytes).toBeLessThan(400);
    },
  );

  it("goes through a whole run within a small memory limit, each record once", async () => {
    const config = join(folder, "large.yaml");
    const engine = "engine: { memory_limit: 1GB, threads: 2 }";
    await writeFile(
      config,
      `workspace: large\n${engine}\nsources: [{ name: web, connector: polku/events, files: large.ndjson.zst }]\n`,
    );
    const [stored, megabytes] = await measured(`
      const { run } = await import(${JSON.stringify(join(program, "pipeline/index.js"))});
      const { sources } = await run({ config: ${JSON.stringify(config)} });
      const result = sources[0].stored;`);
    expect(stored).toBe(largeEvents);
    expect(megabytes).toBeLessThan(2500);
  });
});

describe("ten thousand small files", () => {
  it("all arrive in one run, and the second run reads none of them", async () => {
    for (let number = 0; number < 10_000; number += 1) {
      const part = join(folder, "small", String(number % 100));
      if (number < 100) await mkdir(part, { recursive: true });
      await writeFile(join(part, `${number}.ndjson`), event(2 * number) + event(2 * number + 1));
    }
    const config = join(folder, "small.yaml");
    await writeFile(
      config,
      "workspace: many\nsources: [{ name: web, connector: polku/events, files: small/**/*.ndjson }]\n",
    );
    const first = await run({ config });
    expect(first.sources).toMatchObject([{ records: 20_000, stored: 20_000, quarantined_records: 0 }]);
    const again = await run({ config });
    expect(again.sources).toMatchObject([{ records: 0, stored: 0 }]);
    expect(again.snapshot_id).toBe(first.snapshot_id);
  });
});
