import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FirstSightings } from "../../../../pipeline/identity/sets/first-sightings.ts";

const size = 5;
const sighting = fc.record({
  key: fc.nat(size - 1),
  at: fc.integer({ min: -3, max: 3 }),
  verified: fc.nat(1),
});
const worlds = fc.array(sighting, { maxLength: 30 });

describe("FirstSightings", () => {
  it("count what was seen, in whatever batches it comes", () => {
    fc.assert(
      fc.property(worlds, fc.nat(30), (seen, cut) => {
        const events = seen.map((one, place) => ({ ...one, event: place + 1 }));
        const sightings = new FirstSightings(size);
        for (const batch of [events.slice(0, cut), events.slice(cut)]) {
          sightings.add(
            batch.map(({ key }) => key),
            batch.map(({ at }) => at),
            batch.map(({ event }) => event),
            batch.map(({ verified }) => verified),
          );
        }
        for (let key = 0; key < size; key += 1) {
          const own = events.filter((one) => one.key === key);
          expect(sightings.events[key]).toBe(own.length);
          if (own.length === 0) continue;
          const times = own.map(({ at }) => at);
          const first = Math.min(...times);
          expect(sightings.firstAt[key]).toBe(first);
          expect(sightings.lastAt[key]).toBe(Math.max(...times));
          expect(sightings.isVerified[key]).toBe(Math.max(...own.map(({ verified }) => verified)));
          const atFirst = own.filter(({ at }) => at === first).map(({ event }) => event);
          expect(atFirst).toContain(sightings.firstEvent[key]);
          expect(sightings.isTied[key]).toBe(Number(atFirst.length > 1));
        }
        const keys = new Set(events.map(({ key }) => key));
        expect([...sightings.seen()]).toEqual([...keys].toSorted((one, other) => one - other));
      }),
      { numRuns: 500 },
    );
  });
});
