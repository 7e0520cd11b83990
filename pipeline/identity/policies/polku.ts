// The polku policy: strongest link first, refusing what would break a rule; a device with a refused link is
// shared and loses its links, and the component is resolved again until no further device becomes shared.
import { addLinks, groupsOf } from "../sets/add-links.ts";
import { type SettledPairs, settlePairs } from "./pair-statements.ts";
import type { Component, Policy, Refusal } from "./policy.ts";

/** Marks the devices of refused links as shared and gives the refusals that made one so. */
const shareDevices = (
  component: Component,
  refusals: readonly Refusal[],
  isShared: Uint8Array,
): readonly Refusal[] =>
  refusals.filter(({ link }) => {
    const devices = [component.from[link] ?? 0, component.to[link] ?? 0].filter(
      (node) => component.isDevice[node] === 1,
    );
    for (const device of devices) isShared[device] = 1;
    return devices.length > 0;
  });

/** The links of shared devices that no round refused: they are gone because the device is shared. */
const linksOfShared = (
  component: Component,
  pairs: SettledPairs,
  isShared: Uint8Array,
  refused: ReadonlySet<number>,
): Refusal[] => {
  const lost: Refusal[] = [];
  for (let link = 0; link < component.from.length; link += 1) {
    const touchesShared =
      isShared[component.from[link] ?? 0] === 1 || isShared[component.to[link] ?? 0] === 1;
    if (touchesShared && pairs.isStatedLink[link] !== 1 && !refused.has(link))
      lost.push({ link, rule: "shared_device" });
  }
  return lost;
};

/**
 * Resolves one component. Joins hold first: only a later split of the same pair undoes one, and a join that
 * an event made ends where a device of it becomes shared. The other links follow in the order given. Limits
 * are never exceeded, other than by values that joins connect, which count as one.
 */
const resolve: Policy["resolve"] = (component, rules) => {
  const pairs = settlePairs(component);
  const isShared = new Uint8Array(component.namespaces.length);
  const decisive: Refusal[] = [];
  for (;;) {
    const round = addLinks({ component, rules, pairs, isShared });
    const sharing = shareDevices(component, round.refusals, isShared);
    for (const refusal of sharing) decisive.push(refusal);
    if (sharing.length > 0) continue;
    const refused = [...decisive, ...round.refusals];
    const lost = linksOfShared(component, pairs, isShared, new Set(refused.map(({ link }) => link)));
    return {
      groups: groupsOf(component, round.sets),
      isShared,
      refusals: [...refused, ...lost],
    };
  }
};

export const polku: Policy = { name: "polku", reads: "links", sees: "broken", resolve };
