// An identifier and its rules: who is stronger, what is usable, how a value is written.
import { parsePhoneNumberFromString, type CountryCode } from "libphonenumber-js";
import type { Config } from "../../../models/config.ts";
import { compareText } from "../measures.ts";

export interface Identifier {
  readonly namespace: string;
  readonly value: string;
}

export interface NamespaceRule {
  readonly rank: number;
  readonly kind: string;
  readonly limit: number | null;
  readonly window_days: number | null;
  readonly max_per: Readonly<Record<string, number>>;
  readonly max_profiles: number | null;
  readonly blocked: readonly string[];
}

export type NamespaceRules = ReadonlyMap<string, NamespaceRule>;

const rule = (
  rank: number,
  kind: string,
  limit: number | null,
  max_profiles: number | null,
  blocked: readonly string[] = [],
): NamespaceRule => ({
  rank,
  kind,
  limit,
  window_days: null,
  max_per: {},
  max_profiles,
  blocked,
});

const builtIn: readonly (readonly [string, NamespaceRule])[] = [
  ["user_id", rule(1, "person", 1, null)],
  ["loyalty_card", rule(2, "person", 3, 5)],
  ["email", rule(3, "person", 5, 5)],
  ["email_sha256", rule(4, "person", 5, 5)],
  ["phone", rule(5, "person", 5, 5)],
  ["anonymous_id", rule(9, "device", null, 10)],
  ["device_id", rule(10, "device", null, 10)],
  ["session_id", rule(11, "token", null, null)],
  ["cart_id", rule(12, "token", null, null)],
  ["order_id", rule(13, "token", null, null)],
  ["ticket_id", rule(14, "token", null, null)],
];

/** The built-in namespaces, overridden key by key, and those that the configuration adds. */
export const namespaceRules = (config: Config): NamespaceRules => {
  const rules = new Map(builtIn);
  for (const [namespace, given] of Object.entries(config.identity.namespaces)) {
    const before = rules.get(namespace) ?? rule(1000, "person", null, null);
    rules.set(namespace, {
      rank: given.rank ?? before.rank,
      kind: given.kind ?? before.kind,
      limit: given.limit ?? before.limit,
      window_days: given.window_days ?? before.window_days,
      max_per: given.max_per ?? before.max_per,
      max_profiles: given.max_profiles ?? before.max_profiles,
      blocked: given.blocked ?? before.blocked,
    });
  }
  return rules;
};

export const nameOf = (identifier: Identifier): string =>
  JSON.stringify([identifier.namespace, identifier.value]);

export const ruleOf = (identifier: Identifier, rules: NamespaceRules): NamespaceRule => {
  const found = rules.get(identifier.namespace);
  if (found === undefined) throw new Error(`no rule for namespace ${identifier.namespace}`);
  return found;
};

/** The strongest first: rank, then namespace, then value. */
export const strongestFirst =
  (rules: NamespaceRules) =>
  (left: Identifier, right: Identifier): number =>
    ruleOf(left, rules).rank - ruleOf(right, rules).rank ||
    compareText(left.namespace, right.namespace) ||
    compareText(left.value, right.value);

const normalisedPhone = (value: string, country: string | undefined): string | null => {
  const phone = parsePhoneNumberFromString(value, country as CountryCode | undefined);
  return phone?.isPossible() === true ? phone.number : null;
};

/** The value as it is compared and published; null where it is malformed. */
export const normalised = (identifier: Identifier, config: Config): string | null => {
  const { namespace, value } = identifier;
  if (namespace === "email") {
    const address = value.normalize("NFC").trim().toLowerCase();
    const [name, host, ...more] = address.split("@");
    return name && host && more.length === 0 ? address : null;
  }
  if (namespace === "phone") return normalisedPhone(value, config.identity.phone.default_country);
  if (namespace === "loyalty_card") return value.replaceAll(/[ -]/g, "");
  return value;
};
