// What the oracle says of identity, in the shape in which tests read it from a store.
import type { Config } from "../../../models/config.ts";
import type { Statement } from "../../../models/identity/statement.ts";
import { identify, type Identified } from "../../oracle/identity/identity.ts";
import { ruleOf } from "../../oracle/identity/identifier.ts";
import {
  dimProfileIdentifiers,
  identityLinks,
  identityRefusals,
} from "../../oracle/identity/identity-tables.ts";
import { attributionOf } from "../../oracle/identity/profiles.ts";
import type { Row } from "../../oracle/measures.ts";
import type { Event } from "../../oracle/records/event.ts";
import { type IdentityTables, secret } from "./identity-store.ts";

const isPerson = (identity: Identified, identifier: { namespace: string; value: string }): boolean =>
  ruleOf(identifier, identity.rules).kind === "person";

const eventRows = (identity: Identified): Row[] =>
  identity.evidence.flatMap((one) => {
    const found = attributionOf(one, identity);
    if (found === undefined) return [];
    return [
      {
        source: one.event.source,
        event_id: one.event.event_id,
        profile_id: found.profile.profile_id,
        namespace: found.matched.namespace,
        value: found.matched.value,
        is_anonymous: !one.usable.some((identifier) => isPerson(identity, identifier)),
      },
    ];
  });

export const oracleTables = (
  stored: readonly Event[],
  dataEnd: number,
  config: Config,
  statements: readonly Statement[] = [],
): IdentityTables => {
  const identity = identify(stored, dataEnd, config, secret, statements);
  return {
    profiles: identity.profiles.map((profile) => ({
      profile_id: profile.profile_id,
      is_known: profile.isKnown,
      identifiers: profile.identifiers.length,
      person_identifiers: profile.identifiers.filter((one) => isPerson(identity, one)).length,
    })),
    identifiers: dimProfileIdentifiers(identity),
    links: identityLinks(identity),
    refusals: identityRefusals(identity),
    events: eventRows(identity),
  };
};

const written = (rows: readonly Row[]): string[] =>
  rows
    .map((row) =>
      JSON.stringify(
        Object.fromEntries(Object.entries(row).toSorted(([one], [other]) => (one < other ? -1 : 1))),
      ),
    )
    .toSorted();

/** Rows as sorted text, so that tables compare as multisets. */
export const asMultisets = (tables: IdentityTables): Record<keyof IdentityTables, string[]> => ({
  profiles: written(tables.profiles),
  identifiers: written(tables.identifiers),
  links: written(tables.links),
  refusals: written(tables.refusals),
  events: written(tables.events),
});
