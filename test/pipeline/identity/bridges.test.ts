import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bridges } from "../../../pipeline/identity/bridges.ts";
import type { GraphLink } from "../../../pipeline/identity/link-graph.ts";
import { connectedComponents } from "../../../pipeline/identity/union-find.ts";

const size = 9;

const graph = fc.uniqueArray(
  fc
    .tuple(fc.nat(size - 1), fc.nat(size - 1))
    .filter(([from, to]) => from !== to)
    .map(([from, to]): GraphLink => ({ from, to, weakness: 2 })),
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

describe("bridges", () => {
  it("are the links without which there is one component more", () => {
    fc.assert(
      fc.property(graph, (links) => {
        const count = (some: readonly GraphLink[]): number => {
          const components = componentsOf(some);
          const alone = [...componentsOf(links).keys()].filter((node) => !components.has(node));
          return new Set(components.values()).size + alone.length;
        };
        const whole = count(links);
        const expected = links.flatMap((_, place) =>
          count(links.filter((_link, other) => other !== place)) > whole ? [place] : [],
        );
        expect(bridges(links)).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it("are found in a chain of a hundred thousand links", () => {
    const chain = Array.from({ length: 100_000 }, (_, place): GraphLink => ({
      from: place,
      to: place + 1,
      weakness: 2,
    }));
    expect(bridges(chain).length).toBe(chain.length);
  });
});
