import { mkdirSync, renameSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { StreamProgress } from "../../../connectors/transports/stream-input.ts";
import { JournalInput } from "../../../pipeline/journal/journal-input.ts";
import { segmentName } from "../../../pipeline/journal/segment-header.ts";
import type { Journal } from "../../../pipeline/journal/journal.ts";
import { bytesOf, JournalFolder } from "./journal-folder.ts";

let place: JournalFolder;
let journal: Journal;
let input: JournalInput;
beforeEach(async () => {
  place = new JournalFolder();
  journal = await place.open({ segmentBytes: 1 });
  input = new JournalInput(journal);
  await input.start([]);
});
afterEach(async () => {
  await input.stop();
  await place.remove();
});

const progress = (next: bigint, mark: string | null = journal.mark): StreamProgress[] => [
  { stream: "journal", next, mark },
];

const nothing = { arrivals: [], progress: [], gaps: [], oldestAt: null };

test("records come by source, each in its order, with their positions and the progress behind them", async () => {
  const before = Date.now();
  await journal.append("web", bytesOf("a", "b"));
  await journal.append("crm", bytesOf("c"));
  await journal.append("web", bytesOf("d"));
  const taken = await input.take(100);
  expect(taken).toMatchObject({
    arrivals: [
      { source: "web", origin: "journal", positions: [1n, 2n, 4n], records: bytesOf("a", "b", "d") },
      { source: "crm", origin: "journal", positions: [3n], records: bytesOf("c") },
    ],
    progress: progress(5n),
    gaps: [],
  });
  expect(taken.oldestAt).toBeGreaterThanOrEqual(before);
  expect(taken.oldestAt).toBeLessThanOrEqual(Date.now());
  expect(await input.take(100)).toEqual(nothing);
});

test("a batch ends behind the append with which it is full", async () => {
  await journal.append("web", bytesOf("a", "b"));
  await journal.append("web", bytesOf("c", "d"));
  await journal.append("web", bytesOf("e"));
  expect(await input.take(3)).toMatchObject({ progress: progress(5n) });
  expect(await input.take(1)).toMatchObject({ progress: progress(6n) });
});

test("what was not stored comes again, also from within an append", async () => {
  await journal.append("web", bytesOf("a", "b", "c"));
  const first = await input.take(10);
  await input.rewind([]);
  expect(await input.take(10)).toEqual(first);
  await input.rewind(progress(3n));
  expect(await input.take(10)).toMatchObject({ arrivals: [{ positions: [3n], records: bytesOf("c") }] });
});

test("the lag is what is not stored", async () => {
  await journal.append("web", bytesOf("a", "b", "c"));
  await input.take(10);
  expect(input.state()).toEqual({ name: "journal", isReading: true, problem: null, lag: 3 });
  input.stored([{ stream: "kafka:topic/0", next: 900n, mark: null }, ...progress(3n)]);
  expect(input.state()).toMatchObject({ lag: 1 });
  input.stored([]);
  expect(input.state()).toMatchObject({ lag: 1 });
});

test("who waits is told when something comes, and after a while where nothing does", async () => {
  await input.waiting(1);
  const waiting = input.waiting(60_000);
  await journal.append("web", bytesOf("a"));
  await waiting;
  await input.waiting(60_000);
  expect(await input.take(10)).toMatchObject({ progress: progress(2n) });
});

test("a segment that cannot be read stops it, says so, and costs nothing once it can", async () => {
  await journal.append("web", bytesOf("a", "b"));
  await journal.append("web", bytesOf("c"));
  const segment = join(place.folder, segmentName(3n));
  renameSync(segment, `${segment}.away`);
  mkdirSync(segment);
  await expect(input.take(10)).rejects.toMatchObject({ code: "journal_failed" });
  expect(input.state()).toMatchObject({ isReading: false, problem: expect.stringContaining("EISDIR") });
  rmdirSync(segment);
  renameSync(`${segment}.away`, segment);
  expect(await input.take(10)).toMatchObject({ arrivals: [{ positions: [1n, 2n, 3n] }], gaps: [] });
  expect(input.state()).toMatchObject({ isReading: true, problem: null });
});

describe("segments", () => {
  test("stay until a checkpoint has passed all they hold", async () => {
    await journal.append("web", bytesOf("a", "b"));
    await journal.append("web", bytesOf("c"));
    input.stored((await input.take(10)).progress);
    expect(place.files()).toHaveLength(2);
    await journal.release(2n);
    expect(place.files()).toHaveLength(2);
    await journal.release(3n);
    expect(place.files()).toEqual(["00000000000000000003.journal"]);
    await journal.release(4n);
    expect(place.files()).toEqual(["00000000000000000004.journal"]);
    expect(await input.take(10)).toEqual(nothing);
    await journal.append("web", bytesOf("d"));
    expect(await input.take(10)).toMatchObject({ progress: progress(5n) });
  });

  test("of another workspace's journal are refused", async () => {
    const other = new JournalInput(journal);
    await expect(other.start(progress(1n, "0".repeat(32)))).rejects.toMatchObject({ code: "stream_refused" });
    await other.start(progress(1n, null));
    await other.stop();
  });
});
