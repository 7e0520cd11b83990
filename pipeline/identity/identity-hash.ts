// The part of a configuration that decides who is who, as one hash: where it differs, everything is resolved
// again and the history says so.
import { createHash } from "node:crypto";
import type { Config } from "../../models/config.ts";
import type { NamespaceRule } from "../../models/namespaces.ts";

/** How values become identifiers. `as_given`: only e-mails are trimmed and lower-cased, nothing is malformed
 * and no value is blocked but those the configuration names. */
export type ValueRules = "normalised" | "as_given";

/** Raised when the rules themselves change, so that stored results are resolved again. */
const rulesVersion = 1;

export interface IdentitySettings {
  readonly config: Pick<Config, "identity" | "consent">;
  readonly namespaces: readonly NamespaceRule[];
}

/** Hex digest. The order of namespaces, and what does not change a result, do not matter. */
export const identityHash = ({ config, namespaces }: IdentitySettings, values: ValueRules): string => {
  const byName = namespaces
    .map((rule) => [rule.namespace, rule.rank, rule.kind, rule.limit, rule.max_profiles, rule.blocked])
    .map((rule) => JSON.stringify(rule))
    .toSorted((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
  const decisive = {
    rulesVersion,
    values,
    policy: config.identity.policy,
    country: config.identity.phone.default_country ?? null,
    refuses_claims: config.identity.refuse_claims,
    consent_purpose: config.consent.purpose,
    namespaces: byName,
  };
  return createHash("sha256").update(JSON.stringify(decisive)).digest("hex");
};
