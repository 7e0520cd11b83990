import { describe, expect, it } from "vitest";
import type { Evidence } from "../identity/evidence.ts";
import { type NamespaceRules, strongestFirst } from "../identity/identifier.ts";
import { type Identified, identifyBy } from "../identity/identity.ts";
import { identityRefusals } from "../identity/identity-tables.ts";
import { attributionOf } from "../identity/profiles.ts";
import { compareText, groupBy } from "../measures.ts";
import type { Event } from "../records/event.ts";
import { type PolicyCase, policyCases } from "./polku-policy.ts";

const split = (name: string): { namespace: string; value: string } => {
  const [namespace, value] = [name.slice(0, name.indexOf(":")), name.slice(name.indexOf(":") + 1)];
  return { namespace, value: namespace === "email" ? value.toLowerCase() : value };
};

const rulesOf = (example: PolicyCase): NamespaceRules => {
  const named = Object.entries(example.namespaces ?? {});
  const seen = example.events.flatMap(([, ...names]) => names.map((name) => split(name).namespace));
  const others = [...new Set(seen)].filter((namespace) => example.namespaces?.[namespace] === undefined);
  const bare = {
    kind: "person",
    limit: null,
    window_days: null,
    max_per: {},
    max_profiles: null,
    blocked: [],
    households: [],
  };
  return new Map([
    ...named.map(([namespace, given]) => [namespace, { ...bare, ...given }] as const),
    ...others.map((namespace, index) => [namespace, { ...bare, rank: 100 + index }] as const),
  ]);
};

const event = (event_id: string, at: number): Event => ({
  source: "cases",
  event_id,
  channel: "web",
  event_type: "page_viewed",
  vendor_event: null,
  direction: "inbound",
  at,
  sequence: 0,
  revision: null,
  carried: [],
  identity_action: "observed",
  item: null,
  campaign: null,
  cents: null,
  currency: null,
  traits: {},
  consent: {},
  properties: {},
});

const play = (example: PolicyCase): Identified => {
  const rules = rulesOf(example);
  const evidence = example.events.map(([time, ...names], index): Evidence => ({
    event: event(String(index + 1), time * 1_000_000),
    usable: names.map((name) => ({ ...split(name), verified: false })).toSorted(strongestFirst(rules)),
    blocked: [],
    households: [],
    isDenied: false,
  }));
  return identifyBy(evidence, rules, false, Buffer.from("cases"));
};

const sortedGroups = (groups: readonly (readonly string[])[]): string[][] =>
  groups.map((group) => group.toSorted(compareText)).toSorted((a, b) => compareText(a.join(), b.join()));

const groupsOf = (identity: Identified): string[][] =>
  identity.profiles.map(({ identifiers }) =>
    identifiers.map(({ namespace, value }) => `${namespace}:${value}`),
  );

const eventGroupsOf = (identity: Identified): string[][] => {
  const owned = identity.evidence.map((one) => ({
    id: one.event.event_id,
    owner: attributionOf(one, identity)?.profile.profile_id ?? "nobody",
  }));
  return [...groupBy(owned, ({ owner }) => owner).values()].map((group) => group.map(({ id }) => id));
};

describe("the polku policy on published cases", () => {
  it.each(policyCases)("$name", (example) => {
    const identity = play(example);
    if (example.groups !== undefined) {
      expect(sortedGroups(groupsOf(identity))).toEqual(sortedGroups(example.groups));
    }
    if (example.eventGroups !== undefined) {
      const expected = example.eventGroups.map((group) => group.map(String));
      expect(sortedGroups(eventGroupsOf(identity))).toEqual(sortedGroups(expected));
    }
    if (example.refusals !== undefined) {
      const rules = new Set(identityRefusals(identity).map((row) => String(row["rule"])));
      expect([...rules].toSorted(compareText)).toEqual(example.refusals);
    }
  });
});
