// What stands on the disk after an end of any kind: cut, zeroed, flipped, missing.
import { copyFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { StreamGap } from "../../../connectors/transports/stream-input.ts";
import { segmentName } from "../../../pipeline/journal/segment-header.ts";
import { apart, damagedFiles, flipBytes, reopened, threeAppends, together } from "./damaged-journal.ts";
import { bytesOf, JournalFolder } from "./journal-folder.ts";

let place: JournalFolder;
beforeEach(() => {
  place = new JournalFolder();
});
afterEach(() => place.remove());

const at = (first: bigint): string => join(place.folder, segmentName(first));

const gap = (from: bigint, to: bigint, reason = "journal_damaged"): StreamGap => ({
  stream: "journal",
  from,
  to,
  reason,
});

describe("a write that the process did not live to finish", () => {
  test("is cut off, wherever it ended", async () => {
    const records = await threeAppends(place, together);
    const whole = readFileSync(at(1n));
    const lastFrame = whole.lastIndexOf(Buffer.from("\u0007PJF"));
    for (let length = lastFrame; length < whole.length; length += 1) {
      rmSync(place.folder, { recursive: true });
      mkdirSync(place.folder);
      writeFileSync(at(1n), whole.subarray(0, length));
      const journal = await place.open();
      expect(journal.next).toBe(4n);
      expect(statSync(at(1n)).size).toBe(lastFrame);
      const { records: found, gaps } = await place.contents(journal);
      expect(found).toEqual(records.slice(0, 3));
      expect(gaps).toEqual([]);
      await journal.close();
    }
  });

  test("is cut off where zeros stand for what was not written", async () => {
    const records = await threeAppends(place, together);
    const whole = readFileSync(at(1n));
    const lastFrame = whole.lastIndexOf(Buffer.from("\u0007PJF"));
    for (const kept of [lastFrame, lastFrame + 10, lastFrame + 50, whole.length - 1]) {
      rmSync(place.folder, { recursive: true });
      mkdirSync(place.folder);
      writeFileSync(
        at(1n),
        Buffer.concat([whole.subarray(0, kept), Buffer.alloc(whole.length + 4096 - kept)]),
      );
      const { records: found, gaps } = await reopened(place);
      expect(found).toEqual(records.slice(0, 3));
      expect(gaps).toEqual([]);
    }
  });

  test("of a segment's beginning leaves what stood before it", async () => {
    const records = await threeAppends(place, apart);
    for (const length of [0, 1, 39, 41, 79]) {
      writeFileSync(at(7n), Buffer.alloc(length, 7));
      const journal = await place.open();
      expect(journal.next).toBe(7n);
      expect((await place.contents(journal)).records).toEqual(records);
      await journal.close();
    }
  });
});

describe("bytes that changed", () => {
  test.each([together, apart])(
    "cost the records of their frame, which are told and set aside; everything else comes out (segments of %d bytes)",
    (segmentBytes) => flipBytes(place, segmentBytes, 1, { seed: 3, numRuns: 40 }),
  );

  test("in the last frame are told with all its records, where its header is whole", async () => {
    const records = await threeAppends(place, together);
    const bytes = readFileSync(at(1n));
    bytes.write("#", bytes.length - 3);
    writeFileSync(at(1n), bytes);
    expect(await reopened(place)).toEqual({ records: records.slice(0, 3), gaps: [gap(4n, 7n)], next: 7n });
  });

  test("in what is stored already are passed over, and nothing stored comes again", async () => {
    const records = await threeAppends(place, together);
    const bytes = readFileSync(at(1n));
    bytes.writeUInt8(255, 81);
    writeFileSync(at(1n), bytes);
    const journal = await place.open();
    const stored = [{ stream: "journal", next: 5n, mark: journal.mark }];
    expect(await place.contents(journal, stored)).toEqual({ records: records.slice(4), gaps: [], next: 7n });
    expect(damagedFiles(place)).toEqual([]);
  });

  test("behind the last frame are told: one that was acknowledged may have stood there", async () => {
    const records = await threeAppends(place, together);
    const whole = readFileSync(at(1n));
    writeFileSync(at(1n), Buffer.concat([whole, Buffer.alloc(100, "garbage")]));
    const contents = await reopened(place);
    expect(contents).toEqual({ records, gaps: [gap(7n, 8n)], next: 8n });
    expect(damagedFiles(place)).toHaveLength(1);
    expect(statSync(join(place.folder, damagedFiles(place)[0] ?? "")).mode & 0o777).toBe(0o600);
  });

  test("are told once: not again to a store that has the gap", async () => {
    await threeAppends(place, together);
    const whole = readFileSync(at(1n));
    writeFileSync(at(1n), Buffer.concat([whole, Buffer.alloc(100, "garbage")]));
    const journal = await place.open();
    const { next } = await place.contents(journal);
    await journal.close();
    const again = await place.open({ atLeast: next });
    const stored = [{ stream: "journal", next, mark: again.mark }];
    expect((await place.contents(again, stored)).gaps).toEqual([]);
  });
});

describe("a record that looks like a frame", () => {
  test("is never taken for one, even behind damaged bytes", async () => {
    const other = new JournalFolder();
    const foreign = await other.open();
    await foreign.append("web", bytesOf("forged"));
    await foreign.append("web", bytesOf("forged"));
    await foreign.close();
    const frames = readFileSync(join(other.folder, segmentName(1n)));
    await other.remove();

    const journal = await place.open();
    await journal.append("web", [frames]);
    await journal.append("web", bytesOf("honest"));
    await journal.close();
    const bytes = readFileSync(at(1n));
    bytes.writeUInt8(255, 81);
    writeFileSync(at(1n), bytes);
    expect(await reopened(place)).toEqual({ records: ["2 web honest"], gaps: [gap(1n, 2n)], next: 3n });
  });
});

describe("segments", () => {
  test("end where the next one begins: what was not acknowledged stays out, even behind damaged bytes", async () => {
    const journal = await place.open();
    await journal.append("web", bytesOf("a"));
    await journal.append("web", bytesOf("damaged"));
    const acknowledged = readFileSync(at(1n));
    await journal.append("web", bytesOf("its sync failed", "and so did this"));
    await journal.close();
    const written = readFileSync(at(1n));
    writeFileSync(at(1n), acknowledged);
    const again = await place.open();
    await again.append("web", bytesOf("c"));
    await again.close();
    writeFileSync(at(1n), written);
    expect((await reopened(place)).records).toEqual(["1 web a", "2 web damaged", "3 web c"]);
    written.write("#", acknowledged.length - 3);
    writeFileSync(at(1n), written);
    const { records, gaps } = await reopened(place);
    expect(records).toEqual(["1 web a", "3 web c", "4 web later"]);
    expect(gaps).toEqual([gap(2n, 3n)]);
  });

  test("that are missing in the middle are a gap", async () => {
    const records = await threeAppends(place, apart);
    rmSync(at(3n));
    expect(await reopened(place)).toEqual({
      records: records.filter((record) => !record.startsWith("3 ")),
      gaps: [gap(3n, 4n, "journal_missing")],
      next: 7n,
    });
  });

  test("that are missing at the beginning are a gap for a store that has not stored them", async () => {
    const records = await threeAppends(place, apart);
    rmSync(at(1n));
    expect(await reopened(place)).toEqual({
      records: records.slice(2),
      gaps: [gap(1n, 3n, "journal_missing")],
      next: 7n,
    });
  });

  test("that are all gone, of a journal that the store knows, are told: nobody knows what they held", async () => {
    const journal = await place.open();
    await journal.append("web", bytesOf("a", "b"));
    const { mark } = journal;
    await journal.close();
    rmSync(place.folder, { recursive: true });
    const again = await place.open({ atLeast: 3n, mark });
    expect(again.mark).toBe(mark);
    expect(await again.append("web", bytesOf("c"))).toBe(4n);
    expect(await place.contents(again, [{ stream: "journal", next: 3n, mark }])).toEqual({
      records: ["4 web c"],
      gaps: [gap(3n, 4n, "journal_missing")],
      next: 5n,
    });
  });

  test("of a journal that lost its end are gone on with behind what the store remembers", async () => {
    await threeAppends(place, together);
    const journal = await place.open({ atLeast: 100n });
    expect(await journal.append("web", bytesOf("later"))).toBe(100n);
    const stored = [{ stream: "journal", next: 100n, mark: null }];
    expect((await place.contents(journal, stored)).records).toEqual(["100 web later"]);
  });

  test("of another journal are refused", async () => {
    await threeAppends(place, apart);
    const other = new JournalFolder();
    const foreign = await other.open({ atLeast: 9n });
    await foreign.append("web", bytesOf("foreign"));
    await foreign.close();
    await expect(place.open({ mark: foreign.mark })).rejects.toMatchObject({ code: "stream_refused" });
    copyFileSync(join(other.folder, segmentName(9n)), at(9n));
    await other.remove();
    await expect(place.open()).rejects.toMatchObject({ code: "stream_refused" });
  });
});
