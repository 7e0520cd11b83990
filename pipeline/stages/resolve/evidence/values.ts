// Turns written values into identifiers: normalised, and told apart from what is blocked or malformed. They are joined
// with their keys by a hash, so that the text of a value is touched once; whether the hash tells all values in scope
// apart is proved each time, and where it does not, the text itself takes its place.
import { normalisePhone } from "../../../identity/phone-number.ts";
import type { Session } from "../../../warehouse/session.ts";
import type { BlockedExpression } from "../settings.ts";
import { make, view } from "../statements.ts";

/** Lengths first, so that no other pair of texts gives the same. */
const exact = `concat(strlen(namespace), ':', namespace, "value")`;

const fast = `hash(namespace, "value")`;

/** Defines the macro `identifier_hash` for the statements of sql/identity/evidence. It never leaves a resolve. */
export const defineHash = async (session: Session, kind: "fast" | "exact"): Promise<void> => {
  const expression = kind === "fast" ? fast : exact;
  await session.run(`create or replace temp macro identifier_hash(namespace, "value") as ${expression}`);
};

/** True where two of the values in scope, as written or as compared, have one hash. Reads `id_otherwise_written`. */
export const isColliding = async (session: Session): Promise<boolean> => {
  const row = await session.row(
    `select
      (select count(*) <> count(distinct written_hash) from id_normalised_values)
      or exists (
        select 1
        from id_normalised_values as others
        inner join id_otherwise_written as otherwise_written using (value_hash)
        where others.namespace <> otherwise_written.namespace or others.normalised <> otherwise_written.value
      ) as is_colliding`,
  );
  return row?.["is_colliding"] === true;
};

/** Distinct phone numbers go through the library one by one; everything else stays in the warehouse. */
const normalisePhones = async (session: Session, country: string | undefined): Promise<void> => {
  const { value = [] } = await session.columns(
    `select value from id_written_values
    where namespace = 'phone' and not (select is_as_given from cfg_identity_settings)`,
  );
  const written = Array.from(value, String);
  await session.run("create or replace temp table id_phone_numbers (value varchar, phone_number varchar)");
  await session.append("temp.id_phone_numbers", [
    written,
    written.map((number) => normalisePhone(number, country)),
  ]);
};

const findBlocked = async (session: Session, blocked: readonly BlockedExpression[]): Promise<void> => {
  await session.run("create or replace temp table id_all_blocked (namespace_order integer, value varchar)");
  for (const { number, expression } of blocked) {
    await make(session, "evidence/blocked_values", [number, expression]);
    await session.run("insert into id_all_blocked from id_blocked_values");
  }
  await session.run("create or replace temp table id_blocked_values as from id_all_blocked");
};

/**
 * Reads `id_written_values`. Leaves `id_normalised_values`: each distinct value as it is compared, with whether it
 * is malformed, and `id_blocked_values`: which of them are blocked.
 */
export const normaliseWritten = async (
  session: Session,
  blocked: readonly BlockedExpression[],
  country: string | undefined,
): Promise<void> => {
  await normalisePhones(session, country);
  await make(session, "evidence/normalised_values");
  await findBlocked(session, blocked);
};

/** The same of the values in `id_observed`, by namespace order and value. */
export const normaliseValues = async (
  session: Session,
  blocked: readonly BlockedExpression[],
  country: string | undefined,
): Promise<void> => {
  await defineHash(session, "fast");
  await view(
    session,
    "written_values",
    `select distinct namespace_order, namespaces.namespace, observed.value
    from id_observed as observed inner join cfg_identity_namespaces as namespaces using (namespace_order)`,
  );
  await normaliseWritten(session, blocked, country);
};
