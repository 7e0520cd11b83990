import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DepthForest, noTree } from "../../../../pipeline/identity/sets/depth-forest.ts";

const moments = 12;
type Interval = readonly [number, number];

const intervals = fc.array(fc.tuple(fc.nat(moments), fc.nat(moments)), { maxLength: 8 });

const most = (all: readonly Interval[]): number =>
  Math.max(
    0,
    ...Array.from(
      { length: moments },
      (_, moment) => all.filter(([from, to]) => from <= moment && moment < to).length,
    ),
  );

const treeOf = (forest: DepthForest, all: readonly Interval[]): number =>
  all.reduce((tree, [from, to]) => forest.cover(tree, from, to), noTree);

class CountingForest extends DepthForest {
  steps = 0;

  override mostOfBoth(one: number, other: number): number {
    this.steps += 1;
    return super.mostOfBoth(one, other);
  }

  override add(one: number, other: number): number {
    this.steps += 1;
    return super.add(one, other);
  }
}

describe("the most intervals over one moment", () => {
  it("are those that a look at every moment finds, of one tree and of two", () => {
    fc.assert(
      fc.property(intervals, intervals, (left, right) => {
        const forest = new DepthForest(moments);
        const [one, other] = [treeOf(forest, left), treeOf(forest, right)];
        expect(forest.most(one)).toBe(most(left));
        expect(forest.mostOfBoth(one, other)).toBe(most([...left, ...right]));
        expect(forest.most(forest.add(one, other))).toBe(most([...left, ...right]));
      }),
      { numRuns: 300 },
    );
  });

  it("are added up in steps that grow with the intervals, not with their square", () => {
    const size = 2048;
    const forest = new CountingForest(size);
    let all: number = noTree;
    for (let place = 0; place < size; place += 1) {
      const tree = forest.cover(noTree, place, Math.min(size, place + 3));
      expect(forest.mostOfBoth(all, tree)).toBe(Math.min(3, place + 1));
      all = forest.add(all, tree);
    }
    // At most some forty nodes of a tree of 2,048 moments touch an interval.
    expect(forest.steps).toBeLessThan(size * 2 * 80);
  });
});
