// The tables of identity: identifiers of profiles, links, refusals.
import { firstOf, groupBy, isoTime, lastOf, least, type Row } from "../measures.ts";
import { canonicalOrder } from "../records/event.ts";
import type { Evidence } from "./evidence.ts";
import { type Identifier, nameOf, ruleOf } from "./identifier.ts";
import type { Identified } from "./identity.ts";
import { linkName, notLinkedOf } from "./links.ts";
import { eventsCarrying, holderOf, type Profile } from "./profiles.ts";
import { stretchesOf } from "./stretches.ts";

const identifierRow = (profile: Profile, identifier: Identifier, identity: Identified): Row => {
  const events = eventsCarrying(identifier, identity.evidence);
  return {
    profile_id: profile.profile_id,
    namespace: identifier.namespace,
    value: identifier.value,
    kind: ruleOf(identifier, identity.rules).kind,
    is_anchor: nameOf(identifier) === nameOf(profile.anchor),
    is_shared: false,
    valid_from: null,
    valid_to: null,
    first_seen_at: isoTime(firstOf(events).event.at),
    last_seen_at: isoTime(lastOf(events).event.at),
    events: events.length,
  };
};

const deviceRows = (device: Identifier, identity: Identified): Row[] =>
  stretchesOf(device, identity).map(({ profile, from, to }) => ({
    ...identifierRow(profile, device, identity),
    is_shared: true,
    valid_from: isoTime(from),
    valid_to: to === null ? null : isoTime(to),
  }));

export const dimProfileIdentifiers = (identity: Identified): Row[] => [
  ...identity.profiles.flatMap((profile) =>
    profile.identifiers.map((identifier) => identifierRow(profile, identifier, identity)),
  ),
  ...identity.identifiers
    .filter((identifier) => identity.resolution.sharedDevices.has(nameOf(identifier)))
    .flatMap((device) => deviceRows(device, identity)),
];

export const identityLinks = (identity: Identified): Row[] =>
  identity.links.map((link) => {
    const first = firstOf(link.events).event;
    return {
      namespace_a: link.a.namespace,
      value_a: link.a.value,
      namespace_b: link.b.namespace,
      value_b: link.b.value,
      first_seen_at: isoTime(first.at),
      last_seen_at: isoTime(lastOf(link.events).event.at),
      events: link.events.length,
      first_source: first.source,
      first_event_id: first.event_id,
      is_refused: identity.resolution.refused.has(linkName(link)),
    };
  });

interface Refusal {
  readonly rule: string;
  readonly a: Identifier;
  readonly b: Identifier | null;
  readonly by: Evidence;
}

const refusalsOf = (identity: Identified): Refusal[] => [
  ...identity.evidence.flatMap((by) => by.blocked.map((a) => ({ rule: "blocked_value", a, b: null, by }))),
  ...notLinkedOf(identity.evidence, identity.rules),
  ...identity.links.flatMap((link) => {
    const rule = identity.resolution.refused.get(linkName(link));
    return rule === undefined ? [] : [{ rule, a: link.a, b: link.b, by: firstOf(link.events) }];
  }),
];

/** One row for each rule and pair, with the first event that it met. */
export const identityRefusals = (identity: Identified): Row[] =>
  [
    ...groupBy(
      refusalsOf(identity),
      ({ rule, a, b }) => `${rule} ${nameOf(a)} ${b === null ? "" : nameOf(b)}`,
    ),
  ].map(([, group]) => {
    const { rule, a, b } = firstOf(group);
    const { event } = least(
      group.map((one) => one.by),
      (left, right) => canonicalOrder(left.event, right.event),
    );
    return {
      rule,
      namespace_a: a.namespace,
      value_a: a.value,
      namespace_b: b?.namespace ?? null,
      value_b: b?.value ?? null,
      profile_id_a: rule === "blocked_value" ? null : (holderOf(a, identity)?.profile_id ?? null),
      profile_id_b: b === null ? null : (holderOf(b, identity)?.profile_id ?? null),
      source: event.source,
      event_id: event.event_id,
    };
  });
