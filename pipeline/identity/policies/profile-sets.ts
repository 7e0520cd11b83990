// Profiles in the making: disjoint sets of identifiers that know how many values of each limited namespace
// they hold, so that a policy can ask what a link would make before it adds it.
import { UnionFind } from "../union-find.ts";
import type { Component, PolicyRules, Refusal } from "./policy.ts";
import type { Join, Split } from "./pair-statements.ts";

type Objection = Omit<Refusal, "link">;

/** Sets over the nodes of one component. Joins are united first: the values they connect count as one. */
export class ProfileSets {
  readonly #sets: UnionFind;
  readonly #rules: PolicyRules;
  readonly #splits: readonly Split[];
  /** The limited namespaces that occur, and each set's number of values of each. */
  readonly #limited: readonly number[];
  readonly #values: Int32Array;
  readonly #holdsVerified: Uint8Array;

  constructor(component: Component, rules: PolicyRules, joins: readonly Join[], splits: readonly Split[]) {
    const size = component.namespaces.length;
    this.#sets = new UnionFind(size);
    this.#rules = rules;
    this.#splits = splits;
    for (const { one, other } of joins) this.#sets.unite(one, other);
    this.#limited = [...new Set(component.namespaces)].filter((order) => (rules.limits[order] ?? 0) > 0);
    this.#values = new Int32Array(size * this.#limited.length);
    this.#holdsVerified = new Uint8Array(size);
    for (let node = 0; node < size; node += 1) {
      const root = this.#sets.find(node);
      const column = this.#limited.indexOf(component.namespaces[node] ?? -1);
      if (column >= 0) this.#values[root * this.#limited.length + column] = 1;
      if (component.isVerified[node] === 1) this.#holdsVerified[root] = 1;
    }
  }

  find(node: number): number {
    return this.#sets.find(node);
  }

  /** Why two sets must not become one, or null. Asked of roots. */
  objection(one: number, other: number, isClaim: boolean): Objection | null {
    const split = this.#splitBetween(one, other);
    if (split !== undefined) return { rule: "split", statement: split.statement };
    const width = this.#limited.length;
    for (let column = 0; column < width; column += 1) {
      const namespace = this.#limited[column] ?? 0;
      const values = (this.#values[one * width + column] ?? 0) + (this.#values[other * width + column] ?? 0);
      if (values > (this.#rules.limits[namespace] ?? 0)) return { rule: "limit", namespace, values };
    }
    const bothVerified = this.#holdsVerified[one] === 1 && this.#holdsVerified[other] === 1;
    return this.#rules.refusesClaims && isClaim && bothVerified ? { rule: "claim_only" } : null;
  }

  /** Makes two sets one. Asked of roots. */
  unite(one: number, other: number): void {
    const root = this.#sets.unite(one, other);
    const gone = root === one ? other : one;
    const width = this.#limited.length;
    for (let column = 0; column < width; column += 1) {
      const place = root * width + column;
      this.#values[place] = (this.#values[place] ?? 0) + (this.#values[gone * width + column] ?? 0);
    }
    if (this.#holdsVerified[gone] === 1) this.#holdsVerified[root] = 1;
  }

  #splitBetween(one: number, other: number): Split | undefined {
    return this.#splits.find((split) => {
      const left = this.#sets.find(split.one);
      const right = this.#sets.find(split.other);
      return (left === one && right === other) || (left === other && right === one);
    });
  }
}
