// Reads the identifiers of the events in scope: normalised, interned, and each event as a star around its
// strongest usable identifier.
import { integers, type Session } from "../../warehouse/session.ts";
import type { IdentifierKeys } from "./evidence/identifier-keys.ts";
import { addFound, findNear } from "./links/found.ts";
import type { Scope } from "./scope.ts";
import type { BlockedExpression } from "./settings.ts";
import { make, makeAll, makeOf, makeView, view } from "./statements.ts";
import { defineHash, isColliding, normaliseWritten } from "./values.ts";

/** Identifiers of a namespace that the configuration does not name: kept on the event, used for nothing. */
export interface UnknownNamespace {
  readonly namespace: string;
  readonly identifiers: number;
}

const keepInterned = async (session: Session, scope: Scope): Promise<void> => {
  // A changed configuration may change the rank and the kind of what is known.
  if (scope.isFull) {
    await session.run(
      `delete from identifiers where identifier_key in (
        select identifier_key from id_interned_identifiers where not is_added
      )`,
    );
  }
  const rows = `
    select identifier_key, interned.namespace, interned.value, kind, rank, namespace_order
    from id_interned_identifiers as interned
    inner join cfg_identity_namespaces using (namespace_order)
    where is_added or ${String(scope.isFull)}`;
  await session.run(`insert into identifiers ${rows}`);
  if (!scope.isFull) await addFound(session, rows);
};

const keepUnusable = async (session: Session): Promise<void> => {
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

const keepStars = async (session: Session): Promise<void> => {
  await session.run(
    `insert into event_identity
    select event_key, occurred_at, identifier_key, is_verified, is_anonymous
    from id_observed inner join id_value_keys using (value_hash)
    where is_single and identifier_key is not null
    union all
    select event_key, occurred_at, strongest_key, is_verified, is_anonymous
    from id_stars`,
  );
  await session.run(
    `insert into event_pairs
    select
      carried.event_key, carried.occurred_at, stars.strongest_key, carried.identifier_key, carried.is_verified,
      stars.is_verified and carried.is_verified, carried.is_join, stars.is_conflicting, false as is_denied
    from id_carried_together as carried
    inner join id_stars as stars using (event_key)
    where carried.identifier_key <> stars.strongest_key`,
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
  await make(session, "evidence/distinct_values");
  await view(
    session,
    "written_values",
    `select namespace_order, namespace, value
    from id_distinct_values inner join cfg_identity_namespaces using (namespace)`,
  );
  await defineHash(session, "fast");
  await normaliseWritten(session, blocked, country);
  if (!(await isColliding(session))) return;
  await defineHash(session, "exact");
  await normaliseWritten(session, blocked, country);
};

/** Leaves `id_known_names`: stored identifiers, of which those in scope that are there are surely some. */
const openKnownNames = async (
  session: Session,
  scope: Scope,
  keys: IdentifierKeys | undefined,
): Promise<void> => {
  const all = `select identifier_key, namespace, "value" as value from identifiers`;
  if (scope.isFull || keys === undefined || keys.isEmpty) {
    await view(session, "known_names", all);
    return;
  }
  const { fingerprint } = await session.columns(
    `select identifier_fingerprint(namespace, normalised) as fingerprint from id_judged_values where reason is null`,
  );
  const proposed = keys.proposed(integers(fingerprint));
  await makeOf(session, "proposed", { identifier_key: proposed.keys });
  await findNear(session, "select identifier_key from id_proposed");
  await view(
    session,
    "known_names",
    `select identifier_key, namespace, "value" as value from id_found_identifiers
    union all
    ${all} where identifier_key > ${String(proposed.last)} and identifier_key not in (select identifier_key from id_found_keys)`,
  );
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
  await readValues(session, blocked, country);
  await makeView(session, "evidence/judged_values");
  await openKnownNames(session, scope, keys);
  await makeAll(session, [
    "evidence/observed",
    "evidence/interned_identifiers",
    "evidence/interned_unusable",
    "evidence/value_keys",
  ]);
  await keepInterned(session, scope);
  await makeAll(session, [
    "evidence/carried_together",
    "evidence/star_candidates",
    "evidence/repeated_namespaces",
    "evidence/stars",
  ]);
  await keepUnusable(session);
  await keepStars(session);
  return unknownNamespaces(session);
};
