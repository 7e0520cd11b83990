// The whole of identity: stored events → identifiers, links, profiles.
import type { Config } from "../../../models/config.ts";
import { groupBy } from "../measures.ts";
import type { Statement } from "../../../models/identity/statement.ts";
import type { Event } from "../records/event.ts";
import { type Evidence, evidenceOf } from "./evidence.ts";
import { type Identifier, nameOf, type NamespaceRules, namespaceRules } from "./identifier.ts";
import { type Link, linksOf } from "./links.ts";
import { type Question, resolveAdobe, resolvePolku, type Resolution } from "./policy.ts";
import { type Identity, profilesOf } from "./profiles.ts";
import { nothingStated, type Stated, statedBy } from "./stated.ts";
import { resolveSegment } from "./segment-policy.ts";

export interface Identified extends Identity {
  readonly links: readonly Link[];
}

const policies: Readonly<
  Record<Config["identity"]["policy"], (question: Question, links: readonly Link[]) => Resolution>
> = {
  polku: resolvePolku,
  adobe: resolveAdobe,
  segment: resolveSegment,
};

/** Who is who, by evidence whose identifiers are sorted already. */
export const identifyBy = (
  evidence: readonly Evidence[],
  rules: NamespaceRules,
  refusesClaims: boolean,
  secret: Buffer,
  policy: Config["identity"]["policy"] = "polku",
  stated: Stated = nothingStated,
): Identified => {
  const usable = evidence.flatMap((one) => one.usable);
  const byName = new Map<string, Identifier>(
    usable.map(({ namespace, value }) => [nameOf({ namespace, value }), { namespace, value }]),
  );
  const identifiers = [...byName.values()];
  const verified = new Set(usable.filter((one) => one.verified).map(nameOf));
  const links = linksOf(evidence, rules);
  const seen = evidence.flatMap(({ event, usable: all }) =>
    all.map((one) => ({ name: nameOf(one), at: event.at })),
  );
  const sightings = new Map(
    [...groupBy(seen, ({ name }) => name)].map(([name, ones]) => [name, ones.map(({ at }) => at)]),
  );
  const question = { identifiers, evidence, sightings, verified, refusesClaims, rules, stated };
  const resolution = policies[policy](question, links);
  const profiles = profilesOf(identifiers, evidence, resolution, rules, secret);
  return { evidence, rules, identifiers, links, resolution, profiles };
};

export const identify = (
  stored: readonly Event[],
  dataEnd: number,
  config: Config,
  secret: Buffer,
  statements: readonly Statement[] = [],
): Identified => {
  const rules = namespaceRules(config);
  const stated = statedBy(statements);
  const evidence = evidenceOf(stored, dataEnd, rules, config, stated);
  const { refuse_claims, policy, attribution } = config.identity;
  return { ...identifyBy(evidence, rules, refuse_claims, secret, policy, stated), mode: attribution };
};
