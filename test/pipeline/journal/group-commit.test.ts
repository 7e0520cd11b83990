import { mkdirSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { armFaultPoint } from "../../../pipeline/fault-point.ts";
import { segmentName } from "../../../pipeline/journal/segment-header.ts";
import { bytesOf, JournalFolder } from "./journal-folder.ts";
import { KilledJournal } from "./killed-journal.ts";

let place: JournalFolder;
beforeEach(() => {
  place = new JournalFolder();
});
afterEach(() => place.remove());

test("appends of many callers share few syncs", async () => {
  let syncs = 0;
  const count = (): void => {
    syncs += 1;
    armFaultPoint("journal-synced", count);
  };
  armFaultPoint("journal-synced", count);
  const journal = await place.open();
  const call = async (caller: number): Promise<void> => {
    for (let index = 0; index < 20; index += 1) {
      await journal.append("web", bytesOf(`${String(caller)} ${String(index)}`));
    }
  };
  await Promise.all(Array.from({ length: 64 }, (_, caller) => call(caller)));
  expect(journal.next).toBe(1281n);
  expect(syncs).toBeGreaterThan(0);
  expect(syncs).toBeLessThan(1280 / 8);
});

test("what was passed is removed while others append without a pause", async () => {
  const journal = await place.open();
  const over = new AbortController();
  const call = async (): Promise<void> => {
    while (!over.signal.aborted) await journal.append("web", bytesOf("x".repeat(100)));
  };
  const callers = Promise.all(Array.from({ length: 16 }, call));
  await journal.reached(100n, 10_000);
  await journal.release(journal.next);
  expect(place.files()).not.toContain(segmentName(1n));
  over.abort();
  await callers;
});

test("what comes when too much waits is refused, and may be sent again; one alone never is", async () => {
  const journal = await place.open({ maxQueuedBytes: 1000 });
  const large = bytesOf("x".repeat(5000));
  const first = journal.append("web", large);
  await expect(journal.append("web", bytesOf("more"))).rejects.toMatchObject({
    code: "journal_failed",
    retriable: true,
  });
  expect(await first).toBe(1n);
  expect(await journal.append("web", bytesOf("more"))).toBe(2n);
  expect(journal.isDurable).toBe(true);
});

test("after it was closed nothing is taken, and what waited is durable", async () => {
  const journal = await place.open();
  const waiting = [journal.append("web", bytesOf("a")), journal.append("web", bytesOf("b"))];
  await journal.close();
  expect(await Promise.all(waiting)).toEqual([1n, 2n]);
  expect(journal.isDurable).toBe(false);
  await expect(journal.append("web", bytesOf("c"))).rejects.toMatchObject({ code: "journal_failed" });
});

const barrier = (position: bigint): string => join(place.folder, segmentName(position));

describe("where a segment cannot be made", () => {
  test("appends fail and count for nothing, and the next one that can succeeds", async () => {
    const journal = await place.open({ segmentBytes: 1 });
    await journal.append("web", bytesOf("a"));
    mkdirSync(barrier(2n));
    await expect(journal.append("web", bytesOf("lost"))).rejects.toMatchObject({
      code: "journal_failed",
      details: { folder: place.folder, problem: "the system says EISDIR" },
    });
    expect(journal.isDurable).toBe(false);
    rmdirSync(barrier(2n));
    expect(await journal.append("web", bytesOf("b"))).toBe(2n);
    expect(journal.isDurable).toBe(true);
    expect((await place.contents(journal)).records).toEqual(["1 web a", "2 web b"]);
  });

  test("it is found out without an append when one can be made again", async () => {
    const journal = await place.open({ segmentBytes: 1, probeMilliseconds: 5 });
    await journal.append("web", bytesOf("a"));
    mkdirSync(barrier(2n));
    await expect(journal.append("web", bytesOf("lost"))).rejects.toThrow();
    await sleep(30);
    expect(journal.isDurable).toBe(false);
    rmdirSync(barrier(2n));
    while (!journal.isDurable) await sleep(5);
    expect(await journal.append("web", bytesOf("b"))).toBe(2n);
    expect(await place.contents(journal)).toMatchObject({ records: ["1 web a", "2 web b"], gaps: [] });
  });

  test("a journal opens all the same, so that what it holds can be read", async () => {
    const journal = await place.open();
    await journal.append("web", bytesOf("a"));
    await journal.close();
    mkdirSync(barrier(2n));
    const again = await place.open({ probeMilliseconds: 60_000 });
    expect(again.isDurable).toBe(false);
    expect((await place.contents(again)).records).toEqual(["1 web a"]);
  });
});

describe("a process that is killed", () => {
  const killed = new KilledJournal();
  beforeAll(() => killed.prepare());
  afterAll(() => killed.remove());

  test.each(["journal-append:7", "journal-synced:9", "journal-removed:3", "journal-append:1"])(
    "at %j has lost nothing that was acknowledged",
    (fault) => killed.killAt(fault),
  );

  test("at any moment has lost nothing that was acknowledged", async () => {
    await killed.killAfter(250);
    expect(killed.acknowledged).toBeGreaterThan(0);
  });
});
