import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { run } from "../../pipeline/index.ts";
import type { Row } from "../../pipeline/warehouse/session.ts";
import { Warehouse } from "../../pipeline/warehouse/warehouse.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "polku-writer-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** At most; the writer ends once it was read beside its writing. */
const events = 20_000;
const runsBeside = 2;

/**
 * A program that writes a log through a buffer that knows nothing of lines, for some seconds. `rotate` runs now and
 * then between two writes.
 */
const writer = (rotate: string): string => `
  const fs = require("node:fs");
  const line = (n) => JSON.stringify({ event_id: "e" + n, channel: "web", event_type: "page_viewed",
    occurred_at: "2026-01-01T10:00:00Z", identifiers: { user_id: "u" + (n % 50) } }) + "\\n";
  let text = "";
  for (let n = 0; n < ${events}; n += 1) text += line(n);
  const bytes = Buffer.from(text);
  let turn = 0;
  const write = (at) => {
    if (at >= bytes.length || fs.existsSync("enough")) {
      const end = bytes.indexOf(10, Math.max(at - 1, 0)) + 1;
      const rest = bytes.subarray(at, end);
      if (rest.length > 0) fs.appendFileSync("log.ndjson", rest);
      return fs.writeFileSync("written", String(bytes.subarray(0, end).toString().split("\\n").length - 1));
    }
    turn += 1;
    const next = Math.min(at + 1171, bytes.length);
    // Whoever rotates a log lets its writer end the line.
    const end = turn % 100 === 0 ? bytes.indexOf(10, next - 1) + 1 : next;
    fs.appendFileSync("log.ndjson", bytes.subarray(at, end));
    if (turn % 100 === 0) { const number = turn / 100; ${rotate} }
    setTimeout(write, 4, end);
  };
  write(0);
`;

const storedRows = async (sql: string): Promise<Row[]> => {
  const engine = { memory_limit: "1GB", threads: 1, temp_directory: undefined };
  const warehouse = await Warehouse.open(join(folder, ".polku/polku.duckdb"), engine);
  try {
    return await warehouse.writer.rows(sql);
  } finally {
    warehouse.close();
  }
};

const runBeside = async (rotate: string): Promise<number> => {
  const config = join(folder, "polku.yaml");
  await writeFile(
    config,
    "workspace: .polku\nsources: [{ name: log, connector: polku/events, files: 'log.ndjson*' }]\n",
  );
  const writing = spawn(process.execPath, ["-e", writer(rotate)], { cwd: folder, stdio: "ignore" });
  const ended = once(writing, "exit");
  let runs = 0;
  try {
    while (writing.exitCode === null) {
      await run({ config });
      runs += 1;
      if (runs === runsBeside) await writeFile(join(folder, "enough"), "");
    }
  } finally {
    writing.kill();
  }
  expect(await ended).toEqual([0, null]);
  await run({ config });
  const again = await run({ config });
  expect(again.sources).toMatchObject([{ records: 0, stored: 0 }]);
  return runs;
};

const expectAllOnce = async (): Promise<void> => {
  const stored = await storedRows("select event_id from events order by event_id");
  const written = Number(await readFile(join(folder, "written"), "utf8"));
  const ids = Array.from({ length: written }, (_, index) => `e${String(index)}`).toSorted();
  expect(stored.map((row) => row["event_id"])).toEqual(ids);
};

describe("a log that is written all the time", () => {
  it("is stored completely and once, and every reading is of exactly what its digest says", async () => {
    expect(await runBeside("")).toBeGreaterThan(1);
    await expectAllOnce();
    const log = await readFile(join(folder, "log.ndjson"));
    for (const row of await storedRows("select size_bytes, sha256 from ingested_files")) {
      const read = log.subarray(0, Number(row["size_bytes"]));
      expect(row["sha256"]).toBe(createHash("sha256").update(read).digest("hex"));
    }
  });

  it("is stored completely and once where it is rotated by renaming", async () => {
    await runBeside('fs.renameSync("log.ndjson", "log.ndjson." + number);');
    await expectAllOnce();
  });

  it("is stored completely and once where it is copied and cut", async () => {
    await runBeside(
      'fs.copyFileSync("log.ndjson", "log.ndjson." + number); fs.truncateSync("log.ndjson", 0);',
    );
    await expectAllOnce();
  });
});
