// The namespaces in force: those built in, changed key by key, and those a configuration adds.
import type { Config } from "../../models/config.ts";
import { builtInNamespaces, type NamespaceRule } from "../../models/identity/namespaces.ts";

type Overrides = Config["identity"]["namespaces"][string];

/** More people than live together: an office, a hotel, a block of flats without numbers of doors. */
const mostOfHousehold = 12;

const overridden = (rule: NamespaceRule, overrides: Overrides): NamespaceRule => ({
  namespace: rule.namespace,
  rank: overrides.rank ?? rule.rank,
  kind: overrides.kind ?? rule.kind,
  limit: overrides.limit ?? rule.limit,
  window_days: overrides.window_days ?? rule.window_days,
  max_per: { ...rule.max_per, ...overrides.max_per },
  max_profiles:
    overrides.max_profiles ?? (overrides.kind === "household" ? mostOfHousehold : rule.max_profiles),
  // Added, not replaced: naming a till's address must not let `test@…` in again.
  blocked: [...new Set([...rule.blocked, ...(overrides.blocked ?? [])])],
});

const added = (namespace: string, rank: number): NamespaceRule => ({
  namespace,
  rank,
  kind: "person",
  limit: null,
  window_days: null,
  max_per: {},
  max_profiles: null,
  blocked: [],
});

const byStrength = (left: NamespaceRule, right: NamespaceRule): number =>
  left.rank - right.rank || Buffer.compare(Buffer.from(left.namespace), Buffer.from(right.namespace));

/**
 * Every namespace that can be used, strongest first (by rank, then name). One that a configuration adds is of
 * kind person, without limits, and ranked after all that have a rank, unless it says otherwise.
 */
export const resolveNamespaces = (config: Config): readonly NamespaceRule[] => {
  const configured = config.identity.namespaces;
  const builtIn = config.identity.built_in_namespaces ? builtInNamespaces : [];
  const known = builtIn.map((rule) => overridden(rule, configured[rule.namespace] ?? {}));
  const builtInNames = new Set(known.map((rule) => rule.namespace));
  const ranks = [
    ...known.map((rule) => rule.rank),
    ...Object.values(configured).map((rule) => rule.rank ?? 0),
  ];
  const last = Math.max(0, ...ranks) + 1;
  const others = Object.entries(configured)
    .filter(([namespace]) => !builtInNames.has(namespace))
    .map(([namespace, overrides]) => overridden(added(namespace, last), overrides));
  return [...known, ...others].toSorted(byStrength);
};
