// Limits with a window: how many values of a namespace a set of identifiers holds, at most, that were seen in the
// window before one moment. A value counts from a sighting until the window after it has passed.
import type { Component } from "../policies/policy.ts";
import { DepthForest, noTree } from "./depth-forest.ts";

/** The first place in ascending times that is not before `time`. */
const placeOf = (times: Float64Array, time: number): number => {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** Distinct and ascending. */
const momentsOf = (times: readonly number[]): Float64Array => Float64Array.from(new Set(times)).toSorted();

/** The values of one namespace with a window. */
export class SightingWindows {
  readonly #forest: DepthForest;
  readonly #trees = new Map<number, number>();

  /** Of the nodes of `namespace`; those that `rootOf` gives the same root count as one value. */
  constructor(component: Component, namespace: number, window: number, rootOf: (node: number) => number) {
    const seen = new Map<number, number[]>();
    const all: number[] = [];
    component.sightings.nodes.forEach((node, place) => {
      if (component.namespaces[node] !== namespace) return;
      const time = component.sightings.times[place] ?? 0;
      const root = rootOf(node);
      const times = seen.get(root);
      if (times === undefined) seen.set(root, [time]);
      else times.push(time);
      all.push(time);
    });
    const moments = momentsOf(all);
    this.#forest = new DepthForest(moments.length);
    for (const [root, times] of seen)
      this.#trees.set(root, this.#stretches(momentsOf(times), moments, window));
  }

  /** Sightings whose windows overlap make one stretch. */
  #stretches(times: Float64Array, moments: Float64Array, window: number): number {
    let tree = noTree;
    let from = times[0] ?? 0;
    times.forEach((time, place) => {
      const next = times[place + 1];
      if (next !== undefined && next <= time + window) return;
      tree = this.#forest.cover(tree, placeOf(moments, from), placeOf(moments, time + window));
      from = next ?? from;
    });
    return tree;
  }

  /** The most values of two sets together within one window. Asked of roots. */
  mostOfBoth(one: number, other: number): number {
    return this.#forest.mostOfBoth(this.#trees.get(one) ?? noTree, this.#trees.get(other) ?? noTree);
  }

  /** `gone` has become part of `root`. */
  unite(root: number, gone: number): void {
    const moved = this.#trees.get(gone);
    if (moved === undefined) return;
    this.#trees.set(root, this.#forest.add(this.#trees.get(root) ?? noTree, moved));
    this.#trees.delete(gone);
  }
}
