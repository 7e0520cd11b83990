// dim_profiles: every profile, what it holds and how it was met.
import type { Identified } from "../identity/identity.ts";
import { ruleOf } from "../identity/identifier.ts";
import { attributionOf, eventsCarrying, type Profile } from "../identity/profiles.ts";
import { countDistinct, isoTime, type Row } from "../measures.ts";
import { channelsOf, type Session } from "./sessions.ts";
import { isInbound, type Touchpoint } from "./touchpoints.ts";

/** Events that belong to a profile; where none does, those that carry its identifiers. */
const timesOf = (profile: Profile, identity: Identified): number[] => {
  const own = identity.evidence.filter((one) => attributionOf(one, identity)?.profile === profile);
  const carrying = profile.identifiers.flatMap((one) => eventsCarrying(one, identity.evidence));
  return (own.length > 0 ? own : carrying).map(({ event }) => event.at);
};

export const dimProfiles = (
  identity: Identified,
  touchpoints: readonly Touchpoint[],
  sessions: readonly Session[],
): Row[] =>
  identity.profiles.map((profile) => {
    const own = touchpoints.filter((touchpoint) => touchpoint.profile === profile);
    const channels = channelsOf(own.filter(isInbound));
    const times = timesOf(profile, identity);
    return {
      profile_id: profile.profile_id,
      is_known: profile.isKnown,
      first_seen_at: isoTime(Math.min(...times)),
      last_seen_at: isoTime(Math.max(...times)),
      identifiers: profile.identifiers.length,
      person_identifiers: profile.identifiers.filter((one) => ruleOf(one, identity.rules).kind === "person")
        .length,
      touchpoints: own.length,
      inbound_touchpoints: channels.length,
      sessions: sessions.filter((session) => session.touchpoints.some((one) => one.profile === profile))
        .length,
      channels: countDistinct(channels),
      first_channel: channels[0] ?? null,
      last_channel: channels.at(-1) ?? null,
    };
  });
