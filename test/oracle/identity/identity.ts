// The whole of identity: stored events → identifiers, links, profiles.
import type { Config } from "../../../models/config.ts";
import type { Event } from "../records/event.ts";
import { type Evidence, evidenceOf } from "./evidence.ts";
import { type Identifier, nameOf, type NamespaceRules, namespaceRules } from "./identifier.ts";
import { type Link, linksOf } from "./links.ts";
import { resolve } from "./policy.ts";
import { type Identity, profilesOf } from "./profiles.ts";

export interface Identified extends Identity {
  readonly links: readonly Link[];
}

/** Who is who, by evidence whose identifiers are sorted already. */
export const identifyBy = (
  evidence: readonly Evidence[],
  rules: NamespaceRules,
  refusesClaims: boolean,
  secret: Buffer,
): Identified => {
  const usable = evidence.flatMap((one) => one.usable);
  const byName = new Map<string, Identifier>(
    usable.map(({ namespace, value }) => [nameOf({ namespace, value }), { namespace, value }]),
  );
  const identifiers = [...byName.values()];
  const verified = new Set(usable.filter((one) => one.verified).map(nameOf));
  const links = linksOf(evidence, rules);
  const resolution = resolve(identifiers, verified, links, rules, refusesClaims);
  const profiles = profilesOf(identifiers, evidence, resolution, rules, secret);
  return { evidence, rules, identifiers, links, resolution, profiles };
};

export const identify = (
  stored: readonly Event[],
  dataEnd: number,
  config: Config,
  secret: Buffer,
): Identified => {
  const rules = namespaceRules(config);
  const evidence = evidenceOf(stored, dataEnd, rules, config);
  return identifyBy(evidence, rules, config.identity.refuse_claims, secret);
};
