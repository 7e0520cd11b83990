// Many kills at random moments, and a disk that fills.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test, type TestContext } from "vitest";
import { JournalInput } from "../../../pipeline/journal/journal-input.ts";
import { Journal } from "../../../pipeline/journal/journal.ts";
import { SmallDisk } from "../../e2e/small-disk.ts";
import { bytesOf, drain } from "./journal-folder.ts";
import { KilledJournal } from "./killed-journal.ts";

describe("a journal whose process is killed", () => {
  const killed = new KilledJournal();
  beforeAll(() => killed.prepare());
  afterAll(() => killed.remove());

  test("200 times at random has lost nothing that was acknowledged", async () => {
    for (const milliseconds of fc.sample(fc.integer({ min: 20, max: 400 }), 200)) {
      await killed.killAfter(milliseconds);
    }
    expect(killed.acknowledged).toBeGreaterThan(10_000);
  });
});

describe("on a disk that fills", () => {
  const disk = SmallDisk.create(8);
  afterAll(() => disk?.remove());

  const needed = (context: TestContext): SmallDisk =>
    disk ?? context.skip("mounting a small disk is not permitted here");

  test("nothing half written is acknowledged, and it goes on when there is room", async (context) => {
    const small = needed(context);
    const folder = join(small.folder, "workspace", "journal");
    const journal = await Journal.open(folder, { probeMilliseconds: 20 });
    const accepted: string[] = [];
    const append = async (name: string): Promise<void> => {
      await journal.append("web", bytesOf(`${name} ${"x".repeat(100_000)}`));
      accepted.push(name);
    };
    await append("before");
    small.fill();
    const refused = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => append(`full-${String(index)}`)),
    );
    expect(refused.filter(({ status }) => status === "rejected").length).toBeGreaterThan(0);
    for (const outcome of refused) {
      if (outcome.status === "rejected") {
        expect(outcome.reason).toMatchObject({ code: "disk_full", retriable: true });
      }
    }
    expect(journal.isDurable).toBe(false);
    small.empty();
    while (!journal.isDurable) await new Promise((resolve) => setTimeout(resolve, 5));
    await append("after");
    const check = async (opened: Journal): Promise<void> => {
      const input = new JournalInput(opened);
      await input.start([]);
      const { records, gaps, next } = await drain(input);
      await input.stop();
      expect(gaps).toEqual([]);
      expect(records.map((record) => record.split(" ")[2])).toEqual(accepted);
      expect(next).toBe(BigInt(accepted.length + 1));
    };
    await check(journal);
    await journal.close();
    const again = await Journal.open(folder);
    await check(again);
    await again.close();
    const sizes = readdirSync(folder).map((name) => readFileSync(join(folder, name)).length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(100_200 * (accepted.length + 1));
  });
});
