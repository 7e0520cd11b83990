import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type GraphLink,
  shortestChain,
  shortestTree,
  type Step,
} from "../../../pipeline/identity/link-graph.ts";
import { connectedComponents } from "../../../pipeline/identity/union-find.ts";

const size = 9;

const graph = fc.uniqueArray(
  fc
    .tuple(fc.nat(size - 1), fc.nat(size - 1), fc.integer({ min: 2, max: 9 }))
    .filter(([from, to]) => from !== to)
    .map(([from, to, weakness]): GraphLink => ({ from, to, weakness })),
  { maxLength: 16, selector: ({ from, to }) => `${Math.min(from, to)} ${Math.max(from, to)}` },
);

const componentsOf = (links: readonly GraphLink[]): Map<number, number> => {
  const { nodes, labels } = connectedComponents(
    Int32Array.from(links, ({ from }) => from),
    Int32Array.from(links, ({ to }) => to),
    size,
  );
  return new Map(Array.from(nodes, (node, place) => [node, labels[place] ?? -1]));
};

/** Every chain without a repeated node, as places of links. */
const allChains = (links: readonly GraphLink[], start: number, end: number): number[][] => {
  const walk = (node: number, seen: ReadonlySet<number>): number[][] => {
    if (node === end) return [[]];
    return links.flatMap(({ from, to }, link) => {
      const next = from === node ? to : to === node ? from : undefined;
      if (next === undefined || seen.has(next)) return [];
      return walk(next, new Set([...seen, next])).map((rest) => [link, ...rest]);
    });
  };
  return walk(start, new Set([start]));
};

const weaknessOf = (links: readonly GraphLink[], chain: readonly number[]): number =>
  chain.reduce((total, link) => total + (links[link]?.weakness ?? 0), 0);

const placesOf = (steps: readonly Step[]): number[] => steps.map(({ link }) => link);

describe("shortestChain", () => {
  it("takes the fewest links, and of those ways the strongest", () => {
    fc.assert(
      fc.property(graph, fc.nat(size - 1), fc.nat(size - 1), (links, start, end) => {
        const chain = shortestChain(links, start, end);
        const all = start === end ? [] : allChains(links, start, end);
        const fewest = Math.min(...all.map((one) => one.length));
        const shortest = all.filter((one) => one.length === fewest);
        const least = Math.min(...shortest.map((one) => weaknessOf(links, one)));
        expect(chain.length).toBe(all.length === 0 ? 0 : fewest);
        if (all.length > 0) expect(weaknessOf(links, placesOf(chain))).toBe(least);
      }),
      { numRuns: 200 },
    );
  });

  it("is a chain: each link begins where the one before it ended", () => {
    fc.assert(
      fc.property(graph, fc.nat(size - 1), fc.nat(size - 1), (links, start, end) => {
        const chain = shortestChain(links, start, end);
        if (chain.length === 0) return;
        expect(chain.map(({ from }) => from)).toEqual([start, ...chain.slice(0, -1).map(({ to }) => to)]);
        expect(chain.at(-1)?.to).toBe(end);
        for (const { link, from, to } of chain) {
          expect(new Set([from, to])).toEqual(new Set([links[link]?.from, links[link]?.to]));
        }
      }),
    );
  });
});

describe("shortestTree", () => {
  it("reaches every identifier of the component once, each from one that was reached before", () => {
    fc.assert(
      fc.property(graph, fc.nat(size - 1), (links, start) => {
        const components = componentsOf(links);
        const reached = [start];
        for (const { from, to } of shortestTree(links, start)) {
          expect(reached).toContain(from);
          reached.push(to);
        }
        const own = components.get(start);
        const all = [...components].flatMap(([node, label]) => (label === own ? [node] : []));
        expect(new Set(reached)).toEqual(new Set([start, ...(own === undefined ? [] : all)]));
        expect(new Set(reached).size).toBe(reached.length);
      }),
    );
  });
});
