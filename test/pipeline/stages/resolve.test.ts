import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Event } from "../../oracle/records/event.ts";
import { randomWorld } from "../../world/random-world.ts";
import { HistoryWitness } from "./history-laws.ts";
import { IdentityStore } from "./identity-store.ts";
import { asMultisets, oracleTables } from "./oracle-tables.ts";
import { configOf, endOf, newsBetween, storedAfter } from "./resolve-worlds.ts";

let store: IdentityStore;
beforeAll(async () => {
  store = await IdentityStore.open();
});
afterAll(() => store.close());

const runs = Number(process.env["RUNS"] ?? 30);

describe("resolve", () => {
  it("says of every random world what the oracle says", { timeout: 3_000_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(randomWorld, async (world) => {
        const stored = storedAfter(world, world.arrivals.length);
        const end = endOf(world, stored);
        await store.clear();
        await store.put(stored);
        await store.resolve(configOf(world), end);
        const expected = oracleTables(stored, end, configOf(world));
        expect(asMultisets(await store.tables())).toEqual(asMultisets(expected));
      }),
      { numRuns: runs },
    );
  });

  it("says the same in any cut into increments", { timeout: 3_000_000 }, async () => {
    let increments = 0;
    const step = fc.record({
      size: fc.integer({ min: 1, max: 25 }),
      end: fc.constantFrom<"last" | "half">("last", "last", "half"),
      lost: fc.option(fc.nat(40), { nil: undefined, freq: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(randomWorld, fc.array(step, { minLength: 2, maxLength: 5 }), async (world, steps) => {
        await store.clear();
        const witness = new HistoryWitness();
        let arrived = 0;
        let stored: Event[] = [];
        for (const { size, end, lost } of steps) {
          arrived += size;
          const after = storedAfter(world, arrived);
          await store.put(newsBetween(stored, after));
          stored = after;
          if (lost !== undefined && stored.length > 0) {
            const gone = stored.slice(lost % stored.length, (lost % stored.length) + 1);
            await store.displace(gone);
            stored = stored.filter((event) => !gone.includes(event));
          }
          const last = endOf(world, stored);
          const times = stored.map(({ at }) => at).toSorted((one, other) => one - other);
          const dataEnd = end === "last" ? last : Math.min(last, times[Math.floor(times.length / 2)] ?? last);
          const resolved = await store.resolve(configOf(world), dataEnd);
          increments += resolved.isFull ? 0 : 1;
          await witness.check(store, store.runId);
          const expected = oracleTables(stored, dataEnd, configOf(world));
          expect(asMultisets(await store.tables())).toEqual(asMultisets(expected));
        }
      }),
      { numRuns: runs },
    );
    expect(increments).toBeGreaterThan(runs);
  });
});
