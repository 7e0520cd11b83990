// The anchor of each group over typed arrays: of kind person before others, then seen earliest, then strongest.
import type { FirstSightings } from "./first-sightings.ts";
import { placesWhere } from "./places.ts";

export interface Grouped {
  /** By identifier key: its group, which is the key of one of its members; 0 where it is in none. */
  readonly groups: Int32Array;
  /** By identifier key: the place of its namespace by strength. */
  readonly namespaces: Uint16Array;
  /** By namespace. */
  readonly isPerson: Uint8Array;
}

export interface Anchors {
  /** By group: the key of its anchor. */
  readonly anchors: Int32Array;
  /** Groups whose anchor hangs on the order of events of one instant, or on the text of values. */
  readonly undecided: Int32Array;
}

const severalEvents = 1;
const severalValues = 2;

export const findAnchors = (
  { groups, namespaces, isPerson }: Grouped,
  { firstAt, firstEvent }: Pick<FirstSightings, "firstAt" | "firstEvent">,
): Anchors => {
  const anchors = new Int32Array(groups.length);
  const ties = new Uint8Array(groups.length);
  const strength = (key: number): number => namespaces[key] ?? 0;
  const isOfPerson = (key: number): number => isPerson[strength(key)] ?? 0;
  /** Below 0 where `key` comes before `best` without a look at event or value. */
  const order = (key: number, best: number): number =>
    isOfPerson(best) - isOfPerson(key) || (firstAt[key] ?? 0) - (firstAt[best] ?? 0);
  for (let key = 1; key < groups.length; key += 1) {
    const group = groups[key] ?? 0;
    if (group === 0) continue;
    const best = anchors[group] ?? 0;
    const compared = best === 0 ? -1 : order(key, best);
    if (compared > 0) continue;
    const tie = ties[group] ?? 0;
    if (compared < 0) ties[group] = 0;
    else if (tie === severalEvents) continue;
    else if (firstEvent[key] !== firstEvent[best]) {
      ties[group] = severalEvents;
      continue;
    } else if (strength(key) >= strength(best)) {
      if (strength(key) === strength(best)) ties[group] = severalValues;
      continue;
    } else ties[group] = 0;
    anchors[group] = key;
  }
  return { anchors, undecided: placesWhere(ties) };
};
