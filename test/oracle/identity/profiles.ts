// Profiles: each group of identifiers, its anchor and its id; and which profile an event belongs to.
import { createHmac } from "node:crypto";
import type { Config } from "../../../models/config.ts";
import { firstOf, least } from "../measures.ts";
import { canonicalOrder } from "../records/event.ts";
import type { Evidence } from "./evidence.ts";
import { type Identifier, type NamespaceRules, nameOf, ruleOf, strongestFirst } from "./identifier.ts";
import { mayLink } from "./links.ts";
import type { Resolution } from "./policy.ts";

export interface Profile {
  readonly profile_id: string;
  readonly anchor: Identifier;
  /** Held alone, in the order of strength. */
  readonly identifiers: readonly Identifier[];
  readonly isKnown: boolean;
}

export interface Identity {
  readonly evidence: readonly Evidence[];
  readonly rules: NamespaceRules;
  readonly identifiers: readonly Identifier[];
  readonly resolution: Resolution;
  readonly profiles: readonly Profile[];
  /** Whose an event of nothing but shared devices is; `valid_at_event` where nothing is said. */
  readonly mode?: AttributionMode;
}

export type AttributionMode = Config["identity"]["attribution"];

export interface Attribution {
  readonly profile: Profile;
  /** What the event was matched by. */
  readonly matched: Identifier;
}

/** `p_` and 96 bits of the keyed hash of the anchor; nothing was ever erased here, so the epoch is 0. */
export const profileId = (anchor: Identifier, secret: Buffer): string => {
  const text = ["profile", anchor.namespace, anchor.value, "0"].join("\u001F");
  return `p_${createHmac("sha256", secret).update(text, "utf8").digest("hex").slice(0, 24)}`;
};

/** Evidence that carries an identifier, in canonical order. */
export const eventsCarrying = (identifier: Identifier, evidence: readonly Evidence[]): Evidence[] =>
  evidence.filter((one) => one.usable.some((other) => nameOf(other) === nameOf(identifier)));

/** Person kind before others, then the earliest seen, then the strongest. */
const anchorOf = (
  identifiers: readonly Identifier[],
  evidence: readonly Evidence[],
  rules: NamespaceRules,
): Identifier => {
  const persons = identifiers.filter((identifier) => ruleOf(identifier, rules).kind === "person");
  return least(persons.length > 0 ? persons : identifiers, (left, right) => {
    const [first, second] = [left, right].map((one) => firstOf(eventsCarrying(one, evidence)).event);
    const order = first === undefined || second === undefined ? 0 : canonicalOrder(first, second);
    return order || strongestFirst(rules)(left, right);
  });
};

export const profilesOf = (
  identifiers: readonly Identifier[],
  evidence: readonly Evidence[],
  resolution: Resolution,
  rules: NamespaceRules,
  secret: Buffer,
): Profile[] =>
  resolution.groups.map((group) => {
    const held = identifiers
      .filter((identifier) => group.has(nameOf(identifier)))
      .toSorted(strongestFirst(rules));
    const anchor = anchorOf(held, evidence, rules);
    const isKnown = held.some((identifier) => ruleOf(identifier, rules).kind === "person");
    return { profile_id: profileId(anchor, secret), anchor, identifiers: held, isKnown };
  });

/** The profile that holds an identifier alone. */
export const holderOf = (identifier: Identifier, identity: Identity): Profile | undefined =>
  identity.profiles.find((profile) =>
    profile.identifiers.some((held) => nameOf(held) === nameOf(identifier)),
  );

const isPerson = (identifier: Identifier, rules: NamespaceRules): boolean =>
  ruleOf(identifier, rules).kind === "person";

/** Whom an event authenticates on the devices that it carries: the holder of its strongest unshared person identifier. */
const authenticated = (one: Evidence, identity: Identity): Profile | undefined => {
  if (!mayLink(one, identity.rules)) return undefined;
  const person = one.usable
    .filter((identifier) => isPerson(identifier, identity.rules))
    .find((identifier) => holderOf(identifier, identity) !== undefined);
  return person === undefined ? undefined : holderOf(person, identity);
};

export interface Authentication {
  readonly by: Evidence;
  readonly profile: Profile;
}

/** Who was authenticated on a device, in canonical order. */
export const authenticationsOn = (device: Identifier, identity: Identity): Authentication[] =>
  eventsCarrying(device, identity.evidence).flatMap((by) => {
    const profile = authenticated(by, identity);
    return profile === undefined ? [] : [{ by, profile }];
  });

/** The owner of a shared device at an event: the last one authenticated before it, else the first after it. */
const ownerAt = (
  device: Identifier,
  one: Evidence,
  identity: Identity,
  mode: AttributionMode,
): Profile | undefined => {
  const all = authenticationsOn(device, identity);
  if (mode === "isolate") return undefined;
  if (mode === "last_authenticated") return all.at(-1)?.profile;
  if (mode === "first_known") return all[0]?.profile;
  const before = all.filter((other) => canonicalOrder(other.by.event, one.event) < 0);
  return (before.at(-1) ?? all[0])?.profile;
};

/** The profile that an event belongs to; undefined where it is unattributed. */
export const attributionOf = (
  one: Evidence,
  identity: Identity,
  mode: AttributionMode = identity.mode ?? "valid_at_event",
): Attribution | undefined => {
  for (const matched of one.usable) {
    const profile = holderOf(matched, identity);
    if (profile !== undefined) return { profile, matched };
  }
  for (const matched of one.usable) {
    if (!identity.resolution.sharedDevices.has(nameOf(matched))) continue;
    const profile = ownerAt(matched, one, identity, mode);
    if (profile !== undefined) return { profile, matched };
  }
  return undefined;
};
