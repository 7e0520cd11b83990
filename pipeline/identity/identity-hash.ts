// The part of a configuration that decides who is who, as one hash: where it differs, everything is resolved
// again and the history says so.
import { createHash } from "node:crypto";
import type { Config } from "../../models/config.ts";
import type { NamespaceRule } from "../../models/identity/namespaces.ts";

/** Raised when the rules themselves change, so that stored results are resolved again. */
const rulesVersion = 1;

export interface IdentitySettings {
  readonly config: Pick<Config, "identity" | "consent">;
  readonly namespaces: readonly NamespaceRule[];
}

const compareBytes = (one: string, other: string): number =>
  Buffer.compare(Buffer.from(one), Buffer.from(other));

const byBytes = ([one]: readonly [string, number], [other]: readonly [string, number]): number =>
  compareBytes(one, other);

/** Hex digest. The order of namespaces, and what does not change a result, do not matter. */
export const identityHash = ({ config, namespaces }: IdentitySettings): string => {
  const byName = namespaces
    .map((rule) => [
      rule.namespace,
      rule.rank,
      rule.kind,
      rule.limit,
      rule.window_days,
      Object.entries(rule.max_per).toSorted(byBytes),
      rule.max_profiles,
      rule.blocked,
    ])
    .map((rule) => JSON.stringify(rule))
    .toSorted(compareBytes);
  const decisive = {
    rulesVersion,
    values: config.identity.values,
    policy: config.identity.policy,
    country: config.identity.phone.default_country ?? null,
    refuses_claims: config.identity.refuse_claims,
    consent_purpose: config.consent.purpose,
    // Where it is the one of old, stores that do not know it stay as they are.
    attribution: config.identity.attribution === "valid_at_event" ? undefined : config.identity.attribution,
    namespaces: byName,
  };
  return createHash("sha256").update(JSON.stringify(decisive)).digest("hex");
};
