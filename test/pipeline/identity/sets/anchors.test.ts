import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findAnchors } from "../../../../pipeline/identity/sets/anchors.ts";
import { FirstSightings } from "../../../../pipeline/identity/sets/first-sightings.ts";

const isPerson = Uint8Array.of(1, 1, 0, 0);
const identifier = fc.record({
  group: fc.integer({ min: 0, max: 3 }),
  namespace: fc.nat(3),
  at: fc.nat(2),
  event: fc.integer({ min: 1, max: 3 }),
});
const worlds = fc.array(identifier, { minLength: 1, maxLength: 12 });

interface Identifier {
  readonly group: number;
  readonly namespace: number;
  readonly at: number;
  readonly event: number;
}

/** The candidates after kind and time; then whether one is the first without a look at order of events or text. */
const expected = (members: readonly (Identifier & { readonly key: number })[]): number | "undecided" => {
  const persons = members.filter(({ namespace }) => isPerson[namespace] === 1);
  const held = persons.length > 0 ? persons : members;
  const first = Math.min(...held.map(({ at }) => at));
  const earliest = held.filter(({ at }) => at === first);
  if (new Set(earliest.map(({ event }) => event)).size > 1) return "undecided";
  const strongest = Math.min(...earliest.map(({ namespace }) => namespace));
  const [one, ...others] = earliest.filter(({ namespace }) => namespace === strongest);
  return others.length > 0 ? "undecided" : (one?.key ?? 0);
};

describe("findAnchors", () => {
  it("takes persons first, then the earliest, then the strongest, and says where that does not decide", () => {
    fc.assert(
      fc.property(worlds, (identifiers) => {
        const keyed = identifiers.map((one, place) => ({ ...one, key: place + 1 }));
        const sightings = new FirstSightings(keyed.length + 1);
        for (const { key, at, event } of keyed) sightings.add([key], [at], [event], [0]);
        // A group is known by the key of one of its members.
        const labelOf = new Map(keyed.toReversed().map(({ group, key }) => [group, key]));
        const label = (group: number): number => (group === 0 ? 0 : (labelOf.get(group) ?? 0));
        const groups = Int32Array.from([0, ...keyed.map(({ group }) => label(group))]);
        const namespaces = Uint16Array.from([0, ...keyed.map(({ namespace }) => namespace)]);
        const { anchors, undecided } = findAnchors({ groups, namespaces, isPerson }, sightings);
        for (const group of new Set(keyed.map((one) => one.group))) {
          if (group === 0) continue;
          const found = undecided.includes(label(group)) ? "undecided" : anchors[label(group)];
          expect(found).toBe(expected(keyed.filter((one) => one.group === group)));
        }
      }),
      { numRuns: 1000 },
    );
  });
});
