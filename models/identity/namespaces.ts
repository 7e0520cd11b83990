// Identifier namespaces that are built in. A configuration overrides them key by key and adds others.

export const identifierKinds = ["person", "device", "token", "household"] as const;
export type IdentifierKind = (typeof identifierKinds)[number];

/** How values become identifiers. `as_given`: only e-mails are trimmed and lower-cased, nothing is malformed
 * and no value is blocked but those the configuration names. */
export const valueRules = ["normalised", "as_given"] as const;
export type ValueRules = (typeof valueRules)[number];

/**
 * Whose an event is that carries nothing but shared devices: whoever was authenticated there last before it, else first
 * after it; whoever was last of all; whoever was first of all; nobody.
 */
export const attributionModes = ["valid_at_event", "last_authenticated", "first_known", "isolate"] as const;

/** How identifiers of one namespace behave. `null` means no limit. */
export interface NamespaceRule {
  readonly namespace: string;
  /** 1 is the strongest. */
  readonly rank: number;
  readonly kind: IdentifierKind;
  /** How many values of it one profile may hold. */
  readonly limit: number | null;
  /** The limit counts the values that were seen within so many days, at any moment; null counts all. */
  readonly window_days: number | null;
  /** How many values of it one value of another namespace may be linked with, by that namespace. */
  readonly max_per: Readonly<Record<string, number>>;
  /**
   * A value linked with more persons than this is shared: it links nobody and attributes nothing. Of kind household:
   * a value that more profiles carry makes no household.
   */
  readonly max_profiles: number | null;
  /** Values, patterns with `*`, or `/regular expressions/` that are no identifier. */
  readonly blocked: readonly string[];
}

const builtIn = (
  namespace: string,
  rank: number,
  kind: IdentifierKind,
  limit: number | null = null,
  max_profiles: number | null = null,
  blocked: readonly string[] = [],
): NamespaceRule => ({
  namespace,
  rank,
  kind,
  limit,
  window_days: null,
  max_per: {},
  max_profiles,
  blocked,
});

export const builtInNamespaces: readonly NamespaceRule[] = [
  builtIn("user_id", 1, "person", 1),
  builtIn("loyalty_card", 2, "person", 3, 5),
  builtIn("email", 3, "person", 5, 5, ["test@*"]),
  builtIn("email_sha256", 4, "person", 5, 5),
  builtIn("phone", 5, "person", 5, 5),
  builtIn("anonymous_id", 9, "device", null, 10),
  builtIn("device_id", 10, "device", null, 10),
  builtIn("session_id", 11, "token"),
  builtIn("cart_id", 12, "token"),
  builtIn("order_id", 13, "token"),
  builtIn("ticket_id", 14, "token"),
];

/** Values that are no identifier in any namespace, compared whole and in any case. */
export const blockedEverywhere = [
  "",
  "empty",
  "null",
  "undefined",
  "none",
  "nan",
  "n/a",
  "0",
  "-1",
  "anonymous",
  "unknown",
  "guest",
] as const;
