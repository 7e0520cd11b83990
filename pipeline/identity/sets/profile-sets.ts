// Profiles in the making: disjoint sets of identifiers that know how many values of each limited namespace
// they hold, so that a policy can ask what a link would make before it adds it.
import type { Join, Split } from "../policies/pair-statements.ts";
import type { Component, PolicyRules, Refusal } from "../policies/policy.ts";
import { UnionFind } from "../union-find.ts";
import { KeptApart } from "./kept-apart.ts";
import { SightingWindows } from "./sighting-windows.ts";

export type Objection = Omit<Refusal, "link">;

/** A limited namespace that occurs. */
interface Limited {
  readonly namespace: number;
  readonly limit: number;
  /** Where the limit counts within a window. */
  readonly windows: SightingWindows | undefined;
}

/** Sets over the nodes of one component. Joins are united first: the values they connect count as one. */
export class ProfileSets {
  readonly #sets: UnionFind;
  readonly #refusesClaims: boolean;
  readonly #keptApart: KeptApart;
  readonly #limited: readonly Limited[];
  /** Each set's number of values of each limited namespace. */
  readonly #values: Int32Array;
  readonly #holdsVerified: Uint8Array;

  constructor(component: Component, rules: PolicyRules, joins: readonly Join[], splits: readonly Split[]) {
    const size = component.namespaces.length;
    this.#sets = new UnionFind(size);
    this.#refusesClaims = rules.refusesClaims;
    for (const { one, other } of joins) this.#sets.unite(one, other);
    this.#keptApart = new KeptApart(this.#sets, splits);
    this.#limited = [...new Set(component.namespaces)].flatMap((namespace) => {
      const limit = rules.limits[namespace] ?? 0;
      const window = rules.windows[namespace] ?? 0;
      if (limit === 0) return [];
      const rootOf = (node: number): number => this.#sets.find(node);
      const windows = window > 0 ? new SightingWindows(component, namespace, window, rootOf) : undefined;
      return [{ namespace, limit, windows }];
    });
    this.#values = new Int32Array(size * this.#limited.length);
    this.#holdsVerified = new Uint8Array(size);
    const columns = this.#limited.map(({ namespace }) => namespace);
    for (let node = 0; node < size; node += 1) {
      const root = this.#sets.find(node);
      const column = columns.indexOf(component.namespaces[node] ?? -1);
      if (column >= 0) this.#values[root * columns.length + column] = 1;
      if (component.isVerified[node] === 1) this.#holdsVerified[root] = 1;
    }
  }

  find(node: number): number {
    return this.#sets.find(node);
  }

  /** Why two sets must not become one, or null. Asked of roots. */
  objection(one: number, other: number, isClaim: boolean): Objection | null {
    const statement = this.#keptApart.objection(one, other);
    if (statement !== undefined) return { rule: "split", statement };
    const width = this.#limited.length;
    for (let column = 0; column < width; column += 1) {
      const limited = this.#limited[column];
      const held = (this.#values[one * width + column] ?? 0) + (this.#values[other * width + column] ?? 0);
      if (limited === undefined || held <= limited.limit) continue;
      const values = limited.windows === undefined ? held : limited.windows.mostOfBoth(one, other);
      if (values > limited.limit) return { rule: "limit", namespace: limited.namespace, values };
    }
    const bothVerified = this.#holdsVerified[one] === 1 && this.#holdsVerified[other] === 1;
    return this.#refusesClaims && isClaim && bothVerified ? { rule: "claim_only" } : null;
  }

  /** Why several sets must not become one, or null. Asked of distinct roots; windows and claims are not. */
  objectionToAll(roots: readonly number[]): Objection | null {
    if (roots.length < 2) return null;
    for (const [place, one] of roots.entries()) {
      for (const other of roots.slice(place + 1)) {
        const statement = this.#keptApart.objection(one, other);
        if (statement !== undefined) return { rule: "split", statement };
      }
    }
    const width = this.#limited.length;
    for (const [column, { namespace, limit }] of this.#limited.entries()) {
      const values = roots.reduce((sum, root) => sum + (this.#values[root * width + column] ?? 0), 0);
      if (values > limit) return { rule: "limit", namespace, values };
    }
    return null;
  }

  /** Makes two sets one. Asked of roots. */
  unite(one: number, other: number): void {
    const root = this.#sets.unite(one, other);
    const gone = root === one ? other : one;
    const width = this.#limited.length;
    for (let column = 0; column < width; column += 1) {
      const place = root * width + column;
      this.#values[place] = (this.#values[place] ?? 0) + (this.#values[gone * width + column] ?? 0);
      this.#limited[column]?.windows?.unite(root, gone);
    }
    this.#keptApart.unite(root, gone);
    if (this.#holdsVerified[gone] === 1) this.#holdsVerified[root] = 1;
  }
}
