// Reads the identifiers of the events in scope: normalised, interned, and each event as a star around its
// strongest usable identifier.
import type { Session } from "../../warehouse/session.ts";
import type { IdentifierKeys } from "./evidence/identifier-keys.ts";
import { intern } from "./evidence/intern.ts";
import type { Scope } from "./scope.ts";
import type { BlockedExpression } from "./settings.ts";
import { make, makeEmpty, makeView, release, view } from "./statements.ts";
import { defineHash, isColliding, normaliseWritten } from "./evidence/values.ts";

/** Identifiers of a namespace that the configuration does not name: kept on the event, used for nothing. */
export interface UnknownNamespace {
  readonly namespace: string;
  readonly identifiers: number;
}

const keepUnusable = async (session: Session): Promise<void> => {
  if ((await session.count("select count(*) from id_interned_unusable")) === 0) return;
  await session.run(
    `insert into unusable_values
    select value_key, namespace, value, reason, 0 as first_event_key from id_interned_unusable where is_added`,
  );
  await session.run(
    `insert into event_unusable_values
    select distinct event_key, occurred_at, value_key
    from id_observed inner join id_value_keys using (value_hash)
    where value_key is not null`,
  );
};

/** Leaves `id_carried_once`: what events carry together, each identifier once per event. */
const openCarried = async (session: Session): Promise<void> => {
  await session.run(
    "create or replace temp macro key_of_strength(strength) as ((strength >> 2) & 4294967295)::integer",
  );
  await make(session, "evidence/stars/carried_together");
  const respelled = await session.count("select count(*) from id_value_keys where is_respelled");
  const once = "select event_key, strength from id_carried_together";
  // Verified in one spelling is verified.
  const twice = `${once} where not is_respelled
    union all
    select event_key, max(strength) as strength from id_carried_together
    where is_respelled group by event_key, strength >> 2`;
  await view(session, "carried_once", respelled === 0 ? once : twice);
};

const makeStars = async (session: Session): Promise<void> => {
  await make(session, "evidence/stars/star_candidates");
  const repeated = await session.count(
    "select count(*) from id_star_candidates where has_repeated_namespace",
  );
  await (repeated > 0 ? make : makeEmpty)(session, "evidence/stars/repeated_namespaces");
  await make(session, "evidence/stars/stars");
};

const keepStars = async (session: Session): Promise<void> => {
  await session.run(
    `insert into event_identity
    select
      alone.event_key, alone.occurred_at, key_of_strength(keys.strength),
      coalesce(alone.identifier.is_verified, false), (keys.strength & 2) = 2
    from (
      select event_key, occurred_at, identifiers[1] as identifier from id_scope_events where len(identifiers) = 1
    ) as alone
    inner join id_value_keys as keys
      on keys.value_hash = identifier_hash(alone.identifier.namespace, alone.identifier."value")
    where alone.identifier."value" is not null and keys.strength is not null
    union all
    select event_key, occurred_at, key_of_strength(strongest), (strongest & 1) = 1, is_anonymous
    from id_stars`,
  );
  await session.run(
    `insert into event_pairs
    select
      carried.event_key, stars.occurred_at, key_of_strength(stars.strongest), key_of_strength(carried.strength),
      (carried.strength & 1) = 1, (stars.strongest & carried.strength & 1) = 1,
      stars.is_join, stars.is_conflicting, false as is_denied
    from id_carried_once as carried
    inner join id_stars as stars using (event_key)
    where carried.strength >> 2 <> stars.strongest >> 2`,
  );
};

const unknownNamespaces = async (session: Session): Promise<UnknownNamespace[]> => {
  const rows = await session.rows(
    `select namespace, sum(events)::bigint as identifiers from id_distinct_values
    anti join cfg_identity_namespaces using (namespace)
    group by namespace order by namespace`,
  );
  return rows.map(({ namespace, identifiers }) => ({
    namespace: typeof namespace === "string" ? namespace : "",
    identifiers: Number(identifiers),
  }));
};

/** Each distinct value in scope, once; all that follows joins by the hash of a value. */
const readValues = async (
  session: Session,
  blocked: readonly BlockedExpression[],
  country: string | undefined,
): Promise<void> => {
  await view(
    session,
    "written_values",
    `select namespace_order, namespace, value
    from id_distinct_values inner join cfg_identity_namespaces using (namespace)`,
  );
  const judge = async (hash: "fast" | "exact"): Promise<void> => {
    await defineHash(session, hash);
    await normaliseWritten(session, blocked, country);
    await makeView(session, "evidence/judged_values");
    await make(session, "evidence/otherwise_written");
  };
  await judge("fast");
  if (await isColliding(session)) await judge("exact");
};

export interface EvidenceSettings {
  readonly blocked: readonly BlockedExpression[];
  /** Of phone numbers without one. */
  readonly country: string | undefined;
  readonly keys: IdentifierKeys | undefined;
}

/** Adds the events in scope to the tables of the evidence. */
export const readEvidence = async (
  session: Session,
  scope: Scope,
  { blocked, country, keys }: EvidenceSettings,
): Promise<UnknownNamespace[]> => {
  await make(session, "evidence/distinct_values");
  const unknown = await unknownNamespaces(session);
  await readValues(session, blocked, country);
  await release(session, ["distinct_values"]);
  await makeView(session, "evidence/observed");
  await intern(session, scope, keys);
  await make(session, "evidence/value_keys");
  await openCarried(session);
  await makeStars(session);
  await keepUnusable(session);
  await keepStars(session);
  await release(session, ["value_keys", "carried_together", "star_candidates", "stars"]);
  return unknown;
};
