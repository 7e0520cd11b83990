import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { connectedComponents, UnionFind } from "../../../pipeline/identity/union-find.ts";

const size = 24;
const links = fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 40 });

/** An independent answer: walk from each linked node to everything it reaches. */
const byWalking = (pairs: readonly (readonly [number, number])[]): Map<number, number> => {
  const neighbours = new Map<number, number[]>();
  for (const [one, other] of pairs) {
    neighbours.set(one, [...(neighbours.get(one) ?? []), other]);
    neighbours.set(other, [...(neighbours.get(other) ?? []), one]);
  }
  const reached = (start: number): Set<number> => {
    const seen = new Set([start]);
    for (const node of seen) for (const next of neighbours.get(node) ?? []) seen.add(next);
    return seen;
  };
  const nodes = [...neighbours.keys()].toSorted((one, other) => one - other);
  return new Map(nodes.map((node) => [node, Math.min(...reached(node))]));
};

const components = (pairs: readonly (readonly [number, number])[]): Map<number, number> => {
  const { nodes, labels } = connectedComponents(
    Int32Array.from(pairs, ([one]) => one),
    Int32Array.from(pairs, ([, other]) => other),
    size,
  );
  return new Map(Array.from(nodes, (node, place) => [node, labels[place] ?? -1]));
};

describe("connectedComponents", () => {
  it("gives every linked node the smallest node it can be walked to from", () => {
    fc.assert(
      fc.property(links, (pairs) => {
        expect(components(pairs)).toEqual(byWalking(pairs));
      }),
      { numRuns: 500 },
    );
  });

  it("does not depend on the order or the direction of the links", () => {
    fc.assert(
      fc.property(
        links.chain((pairs) =>
          fc.tuple(fc.constant(pairs), fc.shuffledSubarray(pairs, { minLength: pairs.length })),
        ),
        ([pairs, shuffled]) => {
          const turned = shuffled.map(([one, other]) => [other, one] as const);
          expect(components(turned)).toEqual(components(pairs));
        },
      ),
    );
  });

  it("knows nothing of nodes without links", () => {
    expect(components([])).toEqual(new Map());
    expect([...components([[3, 3]])]).toEqual([[3, 3]]);
  });
});

describe("UnionFind", () => {
  it("walks a chain of a million links without growing slow or deep", () => {
    const sets = new UnionFind(1_000_001);
    for (let node = 1_000_000; node > 0; node -= 1) sets.unite(node, node - 1);
    expect(sets.find(1_000_000)).toBe(0);
  });
});
