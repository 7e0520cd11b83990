// The links that hold a profile together: without one of them it would be two.
import { type GraphLink, type Step, stepsOut } from "./link-graph.ts";

interface Visit {
  readonly node: number;
  /** The link by which it was entered; −1 for a start. */
  readonly by: number;
  next: number;
}

/** One walk in depth over every component, without recursion. */
class Walk {
  readonly bridges: number[] = [];
  readonly #out: ReadonlyMap<number, readonly Step[]>;
  readonly #order = new Map<number, number>();
  /** The earliest node that can be reached from below a node without the link it was entered by. */
  readonly #lowest = new Map<number, number>();
  readonly #stack: Visit[] = [];

  constructor(links: readonly GraphLink[]) {
    this.#out = stepsOut(links);
    for (const start of this.#out.keys()) {
      if (this.#order.has(start)) continue;
      this.#enter(start, -1);
      for (let visit = this.#stack.at(-1); visit !== undefined; visit = this.#stack.at(-1)) this.#go(visit);
    }
  }

  #enter(node: number, by: number): void {
    const place = this.#order.size;
    this.#order.set(node, place);
    this.#lowest.set(node, place);
    this.#stack.push({ node, by, next: 0 });
  }

  #lower(node: number, place: number): void {
    this.#lowest.set(node, Math.min(this.#lowest.get(node) ?? place, place));
  }

  #go(visit: Visit): void {
    const step = this.#out.get(visit.node)?.[visit.next];
    visit.next += 1;
    if (step === undefined) this.#leave(visit);
    else if (step.link !== visit.by) {
      const seen = this.#order.get(step.to);
      if (seen === undefined) this.#enter(step.to, step.link);
      else this.#lower(visit.node, seen);
    }
  }

  #leave(visit: Visit): void {
    this.#stack.pop();
    const above = this.#stack.at(-1);
    if (above === undefined) return;
    const lowest = this.#lowest.get(visit.node) ?? 0;
    this.#lower(above.node, lowest);
    if (lowest > (this.#order.get(above.node) ?? 0)) this.bridges.push(visit.by);
  }
}

/** Places of the links whose removal takes the graph apart, ascending. Linear in the links (Tarjan 1974). */
export const bridges = (links: readonly GraphLink[]): number[] =>
  new Walk(links).bridges.toSorted((one, other) => one - other);
