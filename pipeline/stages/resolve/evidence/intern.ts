// Gives each usable value in scope the key of an identifier: the one it has in the store, or a new one.
import { integers, type Session } from "../../../warehouse/session.ts";
import { addFound, findNear } from "../links/found.ts";
import type { Scope } from "../scope.ts";
import { make, makeOf, makeView, view } from "../statements.ts";
import type { IdentifierKeys } from "./identifier-keys.ts";

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

/** Where the store holds no identifier yet, nothing is looked up, and texts are not copied. */
const openFirst = async (session: Session): Promise<void> => {
  // A table that this transaction made counts its rows from a large number on.
  const row = await session.row("select min(rowid)::varchar as place from id_normalised_values");
  const first = typeof row?.["place"] === "string" ? row["place"] : "0";
  await session.run(
    `create or replace temp macro key_of_place(place) as (1 + place - ${first}::bigint)::integer`,
  );
  await makeView(session, "whole/interned_identifiers");
};

/** Leaves `id_interned_identifiers` and `id_interned_unusable`: the values in scope with their keys. */
export const intern = async (
  session: Session,
  scope: Scope,
  keys: IdentifierKeys | undefined,
): Promise<void> => {
  const isFirst = scope.isFull && (await session.count("select count(*) from identifiers")) === 0;
  await make(session, "evidence/interned_unusable");
  if (isFirst) await openFirst(session);
  else {
    await openKnownNames(session, scope, keys);
    await make(session, "evidence/interned_identifiers");
  }
  // A changed configuration may change the rank and the kind of what is known.
  if (scope.isFull && !isFirst) {
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
