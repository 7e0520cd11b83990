import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Journal } from "../../../pipeline/journal/journal.ts";
import { bytesOf, JournalFolder } from "./journal-folder.ts";

let place: JournalFolder;
beforeEach(() => {
  place = new JournalFolder();
});
afterEach(() => place.remove());

describe("what was appended", () => {
  test("comes out in order, with its source and its position, also after the process ended", async () => {
    const journal = await place.open();
    expect(await journal.append("web", bytesOf("a", "b"))).toBe(1n);
    expect(
      await Promise.all([journal.append("crm", bytesOf("c")), journal.append("web", bytesOf("d"))]),
    ).toEqual([3n, 4n]);
    const records = ["1 web a", "2 web b", "3 crm c", "4 web d"];
    expect(await place.contents(journal)).toEqual({ records, gaps: [], next: 5n });
    await journal.close();
    const again = await place.open();
    expect(await place.contents(again)).toEqual({ records, gaps: [], next: 5n });
    expect(await again.append("web", bytesOf("e"))).toBe(5n);
    expect(await place.contents(again, [{ stream: "journal", next: 4n, mark: again.mark }])).toEqual({
      records: ["4 web d", "5 web e"],
      gaps: [],
      next: 6n,
    });
  });

  test("is nobody else's to read", async () => {
    const journal = await place.open();
    await journal.append("web", bytesOf("a"));
    expect(statSync(place.folder).mode & 0o777).toBe(0o700);
    expect(place.files().map((name) => statSync(join(place.folder, name)).mode & 0o777)).toEqual([0o600]);
  });
});

const size = fc.integer({ min: 0, max: 3000 });
const round = fc.record({
  /** Of each caller its appends, of each append the sizes of its records. */
  callers: fc.array(fc.array(fc.array(size, { minLength: 1, maxLength: 4 }), { maxLength: 5 }), {
    maxLength: 5,
  }),
  isReopened: fc.boolean(),
  /** How much of what is there a checkpoint has passed. */
  released: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
});
type Round = typeof round extends fc.Arbitrary<infer Value> ? Value : never;

/** What was acknowledged: at each position the record as it has to be read. */
type Acknowledged = string[];

/** Appends one after the other, as a caller does who waits for each. */
const call = async (
  journal: Journal,
  name: string,
  appends: Round["callers"][number],
  acknowledged: Acknowledged,
): Promise<void> => {
  let last = 0;
  for (const [index, sizes] of appends.entries()) {
    const records = sizes.map((length, part) => [name, index, part, ".".repeat(length)].join("-"));
    const first = Number(await journal.append(name, bytesOf(...records)));
    expect(first).toBeGreaterThan(last);
    last = first;
    for (const [part, record] of records.entries()) {
      acknowledged[first + part] = `${String(first + part)} ${name} ${record}`;
    }
  }
};

const play = async (own: JournalFolder, rounds: readonly Round[], segmentBytes: number) => {
  let journal = await own.open({ segmentBytes });
  let released = 1n;
  const acknowledged: Acknowledged = [];
  for (const [index, { callers, isReopened, released: share }] of rounds.entries()) {
    await Promise.all(
      callers.map((appends, caller) =>
        call(journal, `${String(index)}-${String(caller)}`, appends, acknowledged),
      ),
    );
    if (share !== null) released += BigInt(Math.floor(share * Number(journal.next - released)));
    if (share !== null) await journal.release(released);
    if (!isReopened) continue;
    await journal.close();
    journal = await own.open({ segmentBytes, atLeast: released, mark: journal.mark });
  }
  return { journal, released, acknowledged };
};

test("whatever callers append at once, and however often it is opened: each record comes out at its place", () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(round, { minLength: 1, maxLength: 6 }),
      fc.constantFrom(1, 5000, 64_000_000),
      fc.integer({ min: 1, max: 20 }),
      async (rounds, segmentBytes, maxRecords) => {
        const own = new JournalFolder();
        const { journal, released, acknowledged } = await play(own, rounds, segmentBytes);
        const stored = [{ stream: "journal", next: released, mark: journal.mark }];
        const contents = await own.contents(journal, stored, maxRecords);
        await own.remove();
        expect(contents.gaps).toEqual([]);
        expect(contents.records).toEqual(acknowledged.slice(Number(released)));
        expect(journal.next).toBe(BigInt(Math.max(1, acknowledged.length)));
      },
    ),
    { numRuns: 30, endOnFailure: true },
  ));

describe("positions", () => {
  test("go on from what the store remembers, when all segments are gone", async () => {
    const journal = await place.open();
    await journal.append("web", bytesOf("a", "b", "c"));
    await journal.release(4n);
    expect(place.files()).toEqual(["00000000000000000004.journal"]);
    await journal.close();
    expect((await place.open()).next).toBe(4n);
    rmSync(place.folder, { recursive: true });
    expect((await place.open({ atLeast: 4n })).next).toBe(4n);
  });
});
