// The segment policy: event by event, as Segment's identity resolution describes it. An event goes to the profiles that
// hold its identifiers and makes them one; where that would break a limit, its weakest identifier is dropped and they
// are looked up again. Source: Segment documentation, identity resolution; see docs/policies.md.
import { groupsOf } from "../sets/add-links.ts";
import { type Objection, ProfileSets } from "../sets/profile-sets.ts";
import { RecentValues } from "../sets/recent-values.ts";
import { Winners } from "../sets/winners.ts";
import { settlePairs } from "./pair-statements.ts";
import type { Component, Policy, PolicyRules, Refusal } from "./policy.ts";

/** Limits without a window are those of the sets; those with one are asked of the values seen lately. */
const overAllTime = (rules: PolicyRules): PolicyRules => ({
  ...rules,
  limits: rules.limits.map((limit, namespace) => ((rules.windows[namespace] ?? 0) > 0 ? 0 : limit)),
  windows: new Float64Array(rules.windows.length),
  refusesClaims: false,
});

class Stream {
  readonly sets: ProfileSets;
  /** By link, told by its ends: why it was dropped last. */
  readonly objections = new Map<number, Objection>();
  readonly #recent: RecentValues;
  readonly #size: number;

  constructor(component: Component, rules: PolicyRules) {
    const { joins, splits } = settlePairs(component);
    this.#size = component.namespaces.length;
    this.sets = new ProfileSets(component, overAllTime(rules), joins, splits);
    this.#recent = new RecentValues(component, rules, groupsOf(component, this.sets));
  }

  key(stronger: number, weaker: number): number {
    return stronger * this.#size + weaker;
  }

  /** An event with these identifiers, strongest first. */
  take(nodes: readonly number[], time: number): void {
    for (let kept = nodes.length; kept > 0; kept -= 1) {
      const carried = nodes.slice(0, kept);
      const roots = [...new Set(carried.map((node) => this.sets.find(node)))];
      const meeting = { roots, nodes: carried, time };
      const crowded = kept === 1 ? null : this.#recent.objection(meeting);
      const objection =
        crowded === null ? this.sets.objectionToAll(roots) : { rule: "limit" as const, ...crowded };
      if (objection === null) {
        for (const root of roots) this.#unite(root, nodes[0] ?? 0);
        this.#recent.unite(this.sets.find(nodes[0] ?? 0), meeting);
        return;
      }
      this.objections.set(this.key(nodes[0] ?? 0, nodes[kept - 1] ?? 0), objection);
    }
  }

  #unite(root: number, node: number): void {
    const other = this.sets.find(node);
    if (root !== other) this.sets.unite(root, other);
  }
}

/** Links whose ends are apart in the end: some event dropped the weaker one, and none kept it. */
const refusalsOf = (component: Component, stream: Stream): Refusal[] => {
  const winners = new Winners(component.namespaces.length);
  const apart: { readonly link: number; readonly from: number; readonly to: number }[] = [];
  for (let link = 0; link < component.from.length; link += 1) {
    const from = component.from[link] ?? 0;
    const to = component.to[link] ?? 0;
    if (stream.sets.find(from) === stream.sets.find(to)) winners.keep(link, from, to);
    else apart.push({ link, from, to });
  }
  return apart.map(({ link, from, to }) => ({
    link,
    ...(stream.objections.get(stream.key(from, to)) ?? { rule: "limit" }),
    ...winners.over(from, to),
  }));
};

const resolve: Policy["resolve"] = (component, rules) => {
  const stream = new Stream(component, rules);
  const { starts, nodes, times } = component.events;
  times.forEach((time, event) => {
    stream.take([...nodes.subarray(starts[event] ?? 0, starts[event + 1] ?? 0)], time);
  });
  return {
    groups: groupsOf(component, stream.sets),
    isShared: new Uint8Array(component.namespaces.length),
    refusals: refusalsOf(component, stream),
  };
};

export const segment: Policy = { name: "segment", reads: "events", sees: "broken", resolve };
