import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { IdTable } from "../../../../pipeline/stages/deduplicate/id-table.ts";

const half = fc.nat(2 ** 32 - 1);

describe("IdTable", () => {
  it("gives every key that was added under a hash", () => {
    const entry = fc.tuple(
      fc.oneof(half, fc.nat(3)),
      fc.oneof(half, fc.nat(1)),
      fc.integer({ min: 1, max: 2 ** 32 - 1 }),
    );
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 50 }), (entries) => {
        const table = new IdTable(0);
        for (const [low, high, key] of entries) table.add(low, high, key);
        for (const [low, high, key] of entries) {
          const found: number[] = [];
          table.find(low, high, found);
          expect(found).toContain(key);
        }
      }),
    );
  });

  it("leaves nothing out when it grows", () => {
    const table = new IdTable(0);
    const hashes = Array.from({ length: 200_000 }, (_, at) => [(at * 2654435761) >>> 0, at] as const);
    for (const [low, high] of hashes) table.add(low, high, high + 1);
    const missing = hashes.filter(([low, high]) => {
      const found: number[] = [];
      table.find(low, high, found);
      return !found.includes(high + 1);
    });
    expect(missing).toEqual([]);
  });

  it("knows nothing of hashes that were not added, but by chance", () => {
    const table = new IdTable(1000);
    for (let at = 0; at < 1000; at += 1) table.add(at, at, at + 1);
    const found: number[] = [];
    for (let at = 0; at < 1000; at += 1) table.find(at, at + 5000, found);
    expect(found).toEqual([]);
  });
});
