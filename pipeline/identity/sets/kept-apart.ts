// Which sets must not become one, by splits of pairs. Asking costs as much as the shorter of two lists of splits, and
// most sets have none.
import type { Split } from "../policies/pair-statements.ts";
import type { UnionFind } from "../union-find.ts";

interface OtherEnd {
  readonly node: number;
  /** Place of the statement in the component's statements. */
  readonly statement: number;
}

export class KeptApart {
  readonly #sets: UnionFind;
  /** By root: the splits of its members, each by its other end. */
  readonly #others = new Map<number, OtherEnd[]>();

  constructor(sets: UnionFind, splits: readonly Split[]) {
    this.#sets = sets;
    for (const { one, other, statement } of splits) {
      this.#note(sets.find(one), { node: other, statement });
      this.#note(sets.find(other), { node: one, statement });
    }
  }

  /** The first of the statements that keep two roots apart; undefined where none does. */
  objection(one: number, other: number): number | undefined {
    const ofOne = this.#others.get(one);
    const ofOther = this.#others.get(other);
    if (ofOne === undefined || ofOther === undefined) return undefined;
    const [asked, wanted] = ofOne.length <= ofOther.length ? [ofOne, other] : [ofOther, one];
    let first: number | undefined;
    for (const { node, statement } of asked) {
      if (this.#sets.find(node) === wanted && (first === undefined || statement < first)) first = statement;
    }
    return first;
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

  #note(root: number, other: OtherEnd): void {
    const others = this.#others.get(root) ?? [];
    others.push(other);
    this.#others.set(root, others);
  }
}
