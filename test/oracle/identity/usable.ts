// Which identifiers of an event may be used, and which are dropped as blocked or malformed.
import type { Config } from "../../../models/config.ts";
import type { Carried, Event } from "../records/event.ts";
import { fitsPattern } from "../records/conditions.ts";
import {
  type Identifier,
  type NamespaceRules,
  nameOf,
  normalised,
  ruleOf,
  strongestFirst,
} from "./identifier.ts";

import { nothingStated, type Stated } from "./stated.ts";

export interface UsableIdentifier extends Identifier {
  readonly verified: boolean;
}

export interface Sorted {
  /** The strongest first, each once. */
  readonly usable: readonly UsableIdentifier[];
  readonly blocked: readonly Identifier[];
  /** Values of kind household, each once: they are no identifiers. */
  readonly households: readonly Identifier[];
}

const blockedEverywhere = "|empty|null|undefined|none|nan|n/a|0|-1|anonymous|unknown|guest".split("|");

const fitsBlocked = (value: string, entry: string): boolean => {
  const expression = /^\/(.*)\/$/.exec(entry)?.[1];
  if (expression !== undefined) return new RegExp(expression).test(value);
  return fitsPattern(value.toLowerCase(), entry.toLowerCase());
};

const isBlocked = (identifier: Identifier, rules: NamespaceRules): boolean =>
  blockedEverywhere.includes(identifier.value.toLowerCase()) ||
  /^[0-]+$/.test(identifier.value) ||
  (identifier.namespace === "email" && fitsBlocked(identifier.value, "test@*")) ||
  ruleOf(identifier, rules).blocked.some((entry) => fitsBlocked(identifier.value, entry));

/** How a refused value is published: normalised where that is possible without judging it, else as it came. */
const shown = (carried: Carried, config: Config): Identifier => {
  const written =
    carried.namespace === "email" ? carried.value.normalize("NFC").trim().toLowerCase() : carried.value;
  return { namespace: carried.namespace, value: normalised(carried, config) ?? written };
};

/** Unknown namespaces are neither usable nor blocked: they stay on the event and count for nothing. */
export const sortIdentifiers = (
  event: Event,
  rules: NamespaceRules,
  config: Config,
  stated: Stated = nothingStated,
): Sorted => {
  const usable = new Map<string, UsableIdentifier>();
  const blocked: Identifier[] = [];
  const households = new Map<string, Identifier>();
  for (const carried of event.carried.filter((one) => rules.has(one.namespace))) {
    const value = normalised(carried, config);
    const candidate = shown(carried, config);
    const word = stated.values.get(nameOf(candidate));
    const isRefused = isBlocked(carried, rules) || isBlocked(candidate, rules);
    if (value === null || word === "blocked" || (word === undefined && isRefused)) {
      blocked.push(candidate);
      continue;
    }
    if (ruleOf(candidate, rules).kind === "household") {
      households.set(nameOf(candidate), candidate);
      continue;
    }
    const verified = carried.verified || usable.get(nameOf(candidate))?.verified === true;
    usable.set(nameOf(candidate), { ...candidate, verified });
  }
  return {
    usable: [...usable.values()].toSorted(strongestFirst(rules)),
    blocked,
    households: [...households.values()],
  };
};
