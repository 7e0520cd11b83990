// Limits with a window as a stream meets them: which values of a profile were seen in the window before the event that
// is being read. Events come in order of time, so that what has left the window never comes back by itself.
import type { Component, PolicyRules } from "../policies/policy.ts";

/** When values of one namespace were seen last, by value. */
type Seen = Map<number, number>;

/** An event as it is asked about: the sets that it would make one, and what it carries. */
export interface Meeting {
  readonly roots: readonly number[];
  readonly nodes: readonly number[];
  /** In microseconds. */
  readonly time: number;
}

export interface Crowded {
  readonly namespace: number;
  readonly values: number;
}

export class RecentValues {
  readonly #namespaces: Int32Array;
  readonly #rules: PolicyRules;
  /** Values that joins connect are one: the value that stands for each. */
  readonly #unitOf: Int32Array;
  readonly #windowed: readonly number[];
  readonly #seen = new Map<number, Map<number, Seen>>();

  constructor(component: Component, rules: PolicyRules, unitOf: Int32Array) {
    this.#namespaces = component.namespaces;
    this.#rules = rules;
    this.#unitOf = unitOf;
    this.#windowed = [...new Set(component.namespaces)].filter(
      (namespace) => (rules.limits[namespace] ?? 0) > 0 && (rules.windows[namespace] ?? 0) > 0,
    );
  }

  /** The namespace of which the sets would hold too many values in the window before the event; null where none. */
  objection(meeting: Meeting): Crowded | null {
    for (const namespace of this.#windowed) {
      const values = this.#together(namespace, meeting).size;
      if (values > (this.#rules.limits[namespace] ?? 0)) return { namespace, values };
    }
    return null;
  }

  /** The sets of the meeting have become one, `root`, which has now seen what the event carries. */
  unite(root: number, meeting: Meeting): void {
    if (this.#windowed.length === 0) return;
    const united = new Map(
      this.#windowed.map((namespace) => [namespace, this.#together(namespace, meeting)] as const),
    );
    for (const gone of meeting.roots) this.#seen.delete(gone);
    this.#seen.set(root, united);
  }

  #together(namespace: number, { roots, nodes, time }: Meeting): Seen {
    const since = time - (this.#rules.windows[namespace] ?? 0);
    const seen: Seen = new Map();
    for (const root of roots) {
      for (const [value, at] of this.#seen.get(root)?.get(namespace) ?? [])
        if (at > since) seen.set(value, at);
    }
    for (const node of nodes) {
      if (this.#namespaces[node] === namespace) seen.set(this.#unitOf[node] ?? node, time);
    }
    return seen;
  }
}
