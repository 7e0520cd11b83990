// Which sets must not become one, by splits of pairs. Asking costs as much as the shorter of two lists of splits, and
// most sets have none.
import type { Split } from "../policies/pair-statements.ts";
import type { UnionFind } from "../union-find.ts";

export class KeptApart {
  readonly #sets: UnionFind;
  /** By root: the other ends of the splits of its members. */
  readonly #others = new Map<number, number[]>();

  constructor(sets: UnionFind, splits: readonly Split[]) {
    this.#sets = sets;
    for (const { one, other } of splits) {
      this.#note(sets.find(one), other);
      this.#note(sets.find(other), one);
    }
  }

  /** Asked of roots. */
  objects(one: number, other: number): boolean {
    const ofOne = this.#others.get(one);
    const ofOther = this.#others.get(other);
    if (ofOne === undefined || ofOther === undefined) return false;
    return ofOne.length <= ofOther.length
      ? ofOne.some((end) => this.#sets.find(end) === other)
      : ofOther.some((end) => this.#sets.find(end) === one);
  }

  /** `gone` has become part of `root`. */
  unite(root: number, gone: number): void {
    const moved = this.#others.get(gone);
    if (moved === undefined) return;
    const kept = this.#others.get(root) ?? [];
    const [longer, shorter] = kept.length >= moved.length ? [kept, moved] : [moved, kept];
    for (const end of shorter) longer.push(end);
    this.#others.set(root, longer);
    this.#others.delete(gone);
  }

  #note(root: number, other: number): void {
    const others = this.#others.get(root) ?? [];
    others.push(other);
    this.#others.set(root, others);
  }
}
