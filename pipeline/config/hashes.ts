// What of a configuration decides who is who and what they did, as two digests. A change of one of them makes
// the next run resolve or build everything.
import { createHash } from "node:crypto";
import { canonicalJson } from "../../models/canonical-json.ts";
import type { Config } from "../../models/config.ts";
import type { NamespaceRule } from "../../models/identity/namespaces.ts";

export interface ConfigHashes {
  readonly identity: string;
  readonly analysis: string;
}

/** Keys without a value say nothing: JSON leaves them out. */
const contentHash = (value: unknown): string =>
  createHash("sha256")
    .update(canonicalJson(JSON.stringify(value)))
    .digest("hex");

const identityParts = (config: Config, namespaces: readonly NamespaceRule[]): unknown => ({
  policy: config.identity.policy,
  phone: config.identity.phone,
  values: config.identity.values,
  // Where it is the one of old, stores that do not know it stay as they are.
  attribution: config.identity.attribution === "valid_at_event" ? undefined : config.identity.attribution,
  refuse_claims: config.identity.refuse_claims,
  max_component_links: config.identity.max_component_links,
  consent: config.consent,
  namespaces: Object.fromEntries(
    namespaces.map((rule) => [rule.namespace, { ...rule, blocked: rule.blocked.toSorted() }]),
  ),
});

const analysisParts = (config: Config): unknown => ({
  timezone: config.timezone,
  currency: config.currency,
  sources: Object.fromEntries(
    config.sources.map(({ name, channel, direction, events }) => [name, { channel, direction, events }]),
  ),
  sessions: config.sessions,
  labels: config.labels,
  journeys: config.journeys,
  funnels: config.funnels,
  exclude: config.exclude,
  // Definitions are asked of a snapshot; they change nothing in it.
  paths: { max_steps: config.paths.max_steps },
});

/** The same hash for the same meaning: the order of keys, files, engine and publishing do not count. */
export const configHashes = (config: Config, namespaces: readonly NamespaceRule[]): ConfigHashes => ({
  identity: contentHash(identityParts(config, namespaces)),
  analysis: contentHash(analysisParts(config)),
});
