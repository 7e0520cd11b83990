import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
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
