// Who owned a shared device, and for how long.
import type { Identifier } from "./identifier.ts";
import { authenticationsOn, eventsCarrying, type Identity, type Profile } from "./profiles.ts";
import { firstOf } from "../measures.ts";

export interface Stretch {
  readonly profile: Profile;
  readonly from: number;
  /** Null for the last. */
  readonly to: number | null;
}

/**
 * One stretch per owner and run of time [from, to): the first from the device's first event, the last open.
 * A stretch of no length is none, and neighbours of one owner are one.
 */
export const stretchesOf = (device: Identifier, identity: Identity): Stretch[] => {
  const owners = authenticationsOn(device, identity).map(({ by, profile }) => ({
    profile,
    from: by.event.at,
  }));
  if (owners.length === 0) return [];
  const firstSeen = firstOf(eventsCarrying(device, identity.evidence)).event.at;
  const starts = owners
    .map((owner, index) => ({ ...owner, from: index === 0 ? firstSeen : owner.from }))
    .filter((owner, index, all) => all[index + 1]?.from !== owner.from)
    .filter((owner, index, all) => all[index - 1]?.profile !== owner.profile);
  return starts.map((start, index) => ({ ...start, to: starts[index + 1]?.from ?? null }));
};
