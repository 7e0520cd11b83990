import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bridgingUnits, type UnitLinks } from "../../../pipeline/identity/bridges.ts";
import { connectedComponents } from "../../../pipeline/identity/union-find.ts";

const size = 8;

interface Link {
  readonly from: number;
  readonly to: number;
  readonly unit: number;
}

/** Stars around the smallest identifier of each event, as evidence is read; a unit is what the same events showed. */
const linksOf = (events: readonly (readonly number[])[]): Link[] => {
  const carriers = new Map<string, number[]>();
  for (const [event, identifiers] of events.entries()) {
    const distinct = [...new Set(identifiers)].toSorted((one, other) => one - other);
    for (const other of distinct.slice(1)) {
      const name = `${distinct[0]} ${other}`;
      carriers.set(name, [...(carriers.get(name) ?? []), event]);
    }
  }
  const units = [...new Set([...carriers.values()].map((carrying) => carrying.join()))];
  return [...carriers].map(([name, carrying]) => {
    const [from = 0, to = 0] = name.split(" ").map(Number);
    return { from, to, unit: units.indexOf(carrying.join()) };
  });
};

const columnsOf = (links: readonly Link[]): UnitLinks => ({
  from: Int32Array.from(links, ({ from }) => from),
  to: Int32Array.from(links, ({ to }) => to),
  unit: Int32Array.from(links, ({ unit }) => unit),
});

const parts = (links: readonly Link[]): number => {
  const { from, to } = columnsOf(links);
  const { nodes, labels } = connectedComponents(from, to, size);
  return new Set(labels).size + size - nodes.length;
};

const bridgesOf = (links: readonly Link[]): number[] =>
  [...bridgingUnits(columnsOf(links), size)].flatMap((isBridge, unit) => (isBridge === 1 ? [unit] : []));

const pairs = fc.array(fc.array(fc.nat(size - 1), { minLength: 2, maxLength: 2 }), { maxLength: 12 });
const stars = fc.array(fc.array(fc.nat(size - 1), { minLength: 2, maxLength: 4 }), { maxLength: 12 });

describe("bridges", () => {
  it.each([
    ["pairs", pairs],
    ["stars of several", stars],
  ])("are the units without which there is one part more: of %s", (_, events) => {
    fc.assert(
      fc.property(events, (carried) => {
        const links = linksOf(carried);
        const units = [...new Set(links.map(({ unit }) => unit))].toSorted((one, other) => one - other);
        const whole = parts(links);
        const expected = units.filter((unit) => parts(links.filter((link) => link.unit !== unit)) > whole);
        expect(bridgesOf(links)).toEqual(expected);
      }),
      { numRuns: 400 },
    );
  });

  it("see that two links of one event hold nothing twice", () => {
    // 0 hangs on the first event alone, though two links lead to it; 1 and 2 would stay together without either.
    expect(
      bridgesOf(
        linksOf([
          [0, 1, 2],
          [1, 2],
        ]),
      ),
    ).toEqual([0]);
  });

  it("are found in a chain of a hundred thousand links", () => {
    const length = 100_000;
    const from = Int32Array.from({ length }, (_, place) => place);
    const chain = { from, to: from.map((place) => place + 1), unit: from };
    expect(bridgingUnits(chain, length + 1).reduce((sum, isBridge) => sum + isBridge, 0)).toBe(length);
  });
});
