// Households: values of kind household that several profiles share, read event by event.
import { createHmac } from "node:crypto";
import { firstOf, groupBy, isoTime, lastOf, type Row } from "../measures.ts";
import type { Identified } from "./identity.ts";
import { type Identifier, nameOf, ruleOf } from "./identifier.ts";
import { attributionOf } from "./profiles.ts";

interface Sighting {
  readonly value: Identifier;
  readonly profile_id: string;
  readonly isKnown: boolean;
  readonly at: number;
}

const mostUnlessSaid = 12;

const sightingsOf = (identity: Identified): Sighting[] =>
  identity.evidence
    .filter((one) => !one.isDenied)
    .flatMap((one) => {
      const profile = attributionOf(one, identity)?.profile;
      if (profile === undefined) return [];
      const { profile_id, isKnown } = profile;
      return one.households.map((value) => ({ value, profile_id, isKnown, at: one.event.at }));
    });

const profilesIn = (sightings: readonly Sighting[]): Map<string, readonly Sighting[]> =>
  groupBy(sightings, ({ profile_id }) => profile_id);

const times = (sightings: readonly Sighting[]): Row => ({
  first_seen_at: isoTime(firstOf(sightings).at),
  last_seen_at: isoTime(lastOf(sightings).at),
});

interface Household {
  readonly household_id: string;
  readonly value: Identifier;
  readonly sightings: readonly Sighting[];
}

const householdsOf = (identity: Identified, secret: Buffer): Household[] =>
  [...groupBy(sightingsOf(identity), ({ value }) => nameOf(value)).values()].flatMap((sightings) => {
    const { value } = firstOf(sightings);
    const profiles = profilesIn(sightings).size;
    const most = ruleOf(value, identity.rules).max_profiles ?? mostUnlessSaid;
    if (profiles < 2 || profiles > most) return [];
    const text = ["household", value.namespace, value.value].join("\u001F");
    const hash = createHmac("sha256", secret).update(text, "utf8").digest("hex");
    return [{ household_id: `h_${hash.slice(0, 24)}`, value, sightings }];
  });

export const dimHouseholds = (identity: Identified, secret: Buffer): Row[] =>
  householdsOf(identity, secret).map(({ household_id, value, sightings }) => {
    const profiles = [...profilesIn(sightings).values()];
    return {
      household_id,
      profiles: profiles.length,
      known_profiles: profiles.filter((own) => firstOf(own).isKnown).length,
      namespace: value.namespace,
      value: value.value,
      ...times(sightings),
    };
  });

export const dimHouseholdProfiles = (identity: Identified, secret: Buffer): Row[] =>
  householdsOf(identity, secret).flatMap(({ household_id, sightings }) =>
    [...profilesIn(sightings)].map(([profile_id, own]) => ({
      household_id,
      profile_id,
      events: own.length,
      ...times(own),
    })),
  );
