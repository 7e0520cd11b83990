// Adds links one after the other to profiles in the making, and refuses those that would break a rule.
import type { SettledPairs } from "../policies/pair-statements.ts";
import type { Component, PolicyRules, Refusal } from "../policies/policy.ts";
import { LinkDirections } from "./link-directions.ts";
import { ProfileSets } from "./profile-sets.ts";
import { Winners } from "./winners.ts";

export interface Round {
  readonly sets: ProfileSets;
  readonly refusals: readonly Refusal[];
}

export interface Additions {
  readonly component: Component;
  readonly rules: PolicyRules;
  readonly pairs: SettledPairs;
  /** 1 for each device whose links are left out. */
  readonly isShared: Uint8Array;
  /** Places of the links in the order in which they are added; that of the component where nothing is said. */
  readonly order?: Int32Array;
}

/** Adds every link that touches no shared device, unless a rule objects. Joins hold whatever the rules say. */
export const addLinks = ({ component, rules, pairs, isShared, order }: Additions): Round => {
  const joins = pairs.joins.filter(
    ({ one, other, isStated }) => isStated || (isShared[one] !== 1 && isShared[other] !== 1),
  );
  const sets = new ProfileSets(component, rules, joins, pairs.splits);
  const directions = new LinkDirections(component, rules);
  const winners = new Winners(component.namespaces.length);
  const refusals: Refusal[] = [];
  for (let place = 0; place < component.from.length; place += 1) {
    const link = order === undefined ? place : (order[place] ?? 0);
    const from = component.from[link] ?? 0;
    const to = component.to[link] ?? 0;
    if (pairs.isJoinLink[link] === 1 || isShared[from] === 1 || isShared[to] === 1) continue;
    const one = sets.find(from);
    const other = sets.find(to);
    const objection =
      pairs.isSplitLink[link] === 1
        ? ({ rule: "split", statement: pairs.splitStatement[link] ?? 0 } as const)
        : (directions.objection(from, to) ??
          (one === other ? null : sets.objection(one, other, component.isClaim[link] === 1)));
    if (objection !== null) {
      refusals.push({ link, ...objection, ...winners.over(from, to) });
      continue;
    }
    winners.keep(link, from, to);
    directions.keep(from, to);
    if (one !== other) sets.unite(one, other);
  }
  return { sets, refusals };
};

/** For each node the smallest node of its set. */
export const groupsOf = (component: Component, sets: ProfileSets): Int32Array =>
  Int32Array.from(component.namespaces, (_, node) => sets.find(node));
