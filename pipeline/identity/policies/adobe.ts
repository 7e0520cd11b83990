// The adobe policy: graph by graph, as Adobe's identity optimisation algorithm describes it. Where a graph would hold
// two values of a unique namespace (`limit: 1`), its links are played again, the latest event first.
// Source: Adobe Experience Platform documentation, identity graph linking rules; see docs/policies.md.
import { addLinks, groupsOf } from "../sets/add-links.ts";
import { settlePairs } from "./pair-statements.ts";
import type { Component, Policy, PolicyRules } from "./policy.ts";

/** The sum of the ranks of each link's ends: the less, the stronger. */
const weaknessesOf = (component: Component, { ranks }: PolicyRules): Int32Array => {
  const rankOf = (node: number): number => ranks[component.namespaces[node] ?? 0] ?? 0;
  return component.from.map((from, link) => rankOf(from) + rankOf(component.to[link] ?? 0));
};

/**
 * The links of the component's latest event first, then ascending sum of ranks, then the newest by their latest
 * event; where all of that is equal, in the order of the component.
 */
const replayOrder = (component: Component, rules: PolicyRules): Int32Array => {
  const weaknesses = weaknessesOf(component, rules);
  const last = component.latest.reduce((greatest, place) => Math.max(greatest, place), 0);
  const isLast = (link: number): number => (component.latest[link] === last ? 1 : 0);
  return Int32Array.from(component.from, (_, link) => link).toSorted(
    (one, other) =>
      isLast(other) - isLast(one) ||
      (weaknesses[one] ?? 0) - (weaknesses[other] ?? 0) ||
      (component.latest[other] ?? 0) - (component.latest[one] ?? 0) ||
      one - other,
  );
};

/** No device is shared: it belongs, with all of its events, to whoever was authenticated there last. */
const resolve: Policy["resolve"] = (component, rules) => {
  const isShared = new Uint8Array(component.namespaces.length);
  const pairs = settlePairs(component);
  const order = replayOrder(component, rules);
  const { sets, refusals } = addLinks({ component, rules, pairs, isShared, order });
  return { groups: groupsOf(component, sets), isShared, refusals };
};

export const adobe: Policy = { name: "adobe", reads: "latest_events", sees: "broken", resolve };
