// With how many values of a namespace one value of another is linked: what `max_per` bounds, counted over the links
// that were kept, one way.
import type { Component, Direction, PolicyRules, Refusal } from "../policies/policy.ts";

type Objection = Omit<Refusal, "link">;

export class LinkDirections {
  readonly #component: Component;
  readonly #directions: readonly Direction[];
  /** By direction and bounded value: kept links. */
  readonly #links = new Map<number, number>();

  constructor(component: Component, { directions }: PolicyRules) {
    this.#component = component;
    const namespaces = new Set(directions.length === 0 ? [] : component.namespaces);
    this.#directions = directions.filter(
      ({ namespace, per }) => namespaces.has(namespace) && namespaces.has(per),
    );
  }

  /** Why the link must not be kept, or null. */
  objection(from: number, to: number): Objection | null {
    for (const [place, { namespace, per, most }] of this.#directions.entries()) {
      const bounded = this.#boundedEnd(from, to, namespace, per);
      if (bounded === undefined) continue;
      const values = (this.#links.get(this.#key(place, bounded)) ?? 0) + 1;
      if (values > most) return { rule: "limit", namespace, per, values };
    }
    return null;
  }

  keep(from: number, to: number): void {
    for (const [place, { namespace, per }] of this.#directions.entries()) {
      const bounded = this.#boundedEnd(from, to, namespace, per);
      if (bounded === undefined) continue;
      const key = this.#key(place, bounded);
      this.#links.set(key, (this.#links.get(key) ?? 0) + 1);
    }
  }

  #key(direction: number, node: number): number {
    return direction * this.#component.namespaces.length + node;
  }

  /** The end of namespace `per`, where the other is of `namespace`. */
  #boundedEnd(from: number, to: number, namespace: number, per: number): number | undefined {
    const { namespaces } = this.#component;
    if (namespaces[from] === per && namespaces[to] === namespace) return from;
    return namespaces[to] === per && namespaces[from] === namespace ? to : undefined;
  }
}
