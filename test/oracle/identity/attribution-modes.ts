// How much would change hands by each mode of attribution, event by event.
import { attributionModes } from "../../../models/identity/namespaces.ts";
import type { Journey } from "../journeys/journeys.ts";
import type { Row } from "../measures.ts";
import type { Event } from "../records/event.ts";
import type { Identified } from "./identity.ts";
import { attributionOf, holderOf } from "./profiles.ts";

/** Events of nothing but shared devices, where somebody was authenticated. */
const ownedOf = (identity: Identified): Identified["evidence"] =>
  identity.evidence
    .filter((one) => one.usable.every((identifier) => holderOf(identifier, identity) === undefined))
    .filter((one) => attributionOf(one, identity, "valid_at_event") !== undefined);

export const identityAttributionModes = (identity: Identified, journeys: readonly Journey[]): Row[] => {
  const owned = ownedOf(identity);
  return attributionModes.map((mode) => {
    const changed = owned
      .map(({ event }, index) => {
        const one = owned[index];
        const idBy = (by: typeof mode | undefined): string | undefined =>
          one === undefined ? undefined : attributionOf(one, identity, by)?.profile.profile_id;
        return { event, present: idBy(undefined), other: idBy(mode) };
      })
      .filter(({ present, other }) => present !== other);
    const leaving = new Set<Event>(changed.map(({ event }) => event));
    const concerned = changed.flatMap(({ present, other }) => [present, other]);
    return {
      mode,
      events: owned.length,
      events_changed: changed.length,
      journeys_changed: journeys.filter(({ touchpoints }) =>
        touchpoints.some(({ event }) => leaving.has(event)),
      ).length,
      profiles_changed: new Set(concerned.filter((id) => id !== undefined)).size,
    };
  });
};
