// How many intervals cover a moment at most: trees over the same moments that can be added up. A tree holds only the
// nodes that its intervals touch, so that adding two costs what they have in common.

/** The empty tree. */
export const noTree = 0;

const halfOf = (from: number, to: number): number => (from + to) >> 1;

export class DepthForest {
  readonly #moments: number;
  // Slot 0 is the empty tree.
  readonly #left: number[] = [0];
  readonly #right: number[] = [0];
  /** Intervals that cover all moments of the node, and the greatest cover of one of its moments with them. */
  readonly #whole: number[] = [0];
  readonly #most: number[] = [0];

  /** Over the moments 0 … moments−1. */
  constructor(moments: number) {
    this.#moments = moments;
  }

  /** The tree with one interval more, [from, to). */
  cover(tree: number, from: number, to: number): number {
    return from < to ? this.#cover(tree, 0, this.#moments, from, to) : tree;
  }

  #cover(tree: number, low: number, high: number, from: number, to: number): number {
    const node = tree === noTree ? this.#grow() : tree;
    if (from <= low && high <= to) {
      this.#whole[node] = (this.#whole[node] ?? 0) + 1;
      this.#most[node] = (this.#most[node] ?? 0) + 1;
      return node;
    }
    const half = halfOf(low, high);
    if (from < half) this.#left[node] = this.#cover(this.#left[node] ?? noTree, low, half, from, to);
    if (half < to) this.#right[node] = this.#cover(this.#right[node] ?? noTree, half, high, from, to);
    this.#count(node);
    return node;
  }

  /** The greatest cover of one moment by the intervals of a tree. */
  most(tree: number): number {
    return this.#most[tree] ?? 0;
  }

  /** The same of two trees together. Both stay as they are. */
  mostOfBoth(one: number, other: number): number {
    if (one === noTree || other === noTree) return this.most(one) + this.most(other);
    const left = this.mostOfBoth(this.#left[one] ?? noTree, this.#left[other] ?? noTree);
    const right = this.mostOfBoth(this.#right[one] ?? noTree, this.#right[other] ?? noTree);
    return (this.#whole[one] ?? 0) + (this.#whole[other] ?? 0) + Math.max(left, right);
  }

  /** One tree of two, which are gone then. */
  add(one: number, other: number): number {
    if (one === noTree || other === noTree) return one + other;
    this.#whole[one] = (this.#whole[one] ?? 0) + (this.#whole[other] ?? 0);
    this.#left[one] = this.add(this.#left[one] ?? noTree, this.#left[other] ?? noTree);
    this.#right[one] = this.add(this.#right[one] ?? noTree, this.#right[other] ?? noTree);
    this.#count(one);
    return one;
  }

  #count(node: number): void {
    const below = Math.max(this.most(this.#left[node] ?? noTree), this.most(this.#right[node] ?? noTree));
    this.#most[node] = (this.#whole[node] ?? 0) + below;
  }

  #grow(): number {
    this.#left.push(noTree);
    this.#right.push(noTree);
    this.#whole.push(0);
    this.#most.push(0);
    return this.#left.length - 1;
  }
}
