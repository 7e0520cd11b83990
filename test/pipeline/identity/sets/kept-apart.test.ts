import { describe, expect, it } from "vitest";
import { KeptApart } from "../../../../pipeline/identity/sets/kept-apart.ts";
import { UnionFind } from "../../../../pipeline/identity/union-find.ts";

class CountingSets extends UnionFind {
  finds = 0;

  override find(node: number): number {
    this.finds += 1;
    return super.find(node);
  }
}

describe("sets that are kept apart", () => {
  it("stay apart through whatever becomes one with them", () => {
    const sets = new UnionFind(5);
    const apart = new KeptApart(sets, [{ one: 0, other: 4, statement: 7 }]);
    for (const node of [1, 2]) apart.unite(sets.unite(0, node), node);
    apart.unite(sets.unite(3, 4), 4);
    expect(apart.objection(sets.find(2), sets.find(3))).toBe(7);
    expect(apart.objection(sets.find(1), sets.find(2))).toBeUndefined();
  });

  it("cost as much as their splits, not splits for every link", () => {
    const size = 3000;
    const sets = new CountingSets(size);
    const splits = Array.from({ length: size / 2 }, (_, place) => ({
      one: 0,
      other: size / 2 + place,
      statement: place,
    }));
    const apart = new KeptApart(sets, splits);
    for (let node = 1; node < size / 2; node += 1) {
      if (apart.objection(sets.find(0), sets.find(node)) === undefined)
        apart.unite(sets.unite(0, node), node);
    }
    const refused = splits.filter(
      ({ other }) => apart.objection(sets.find(0), sets.find(other)) !== undefined,
    );
    expect(refused.length).toBe(size / 2);
    expect(sets.finds).toBeLessThan(10 * size);
  });
});
