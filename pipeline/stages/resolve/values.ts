// Turns written values into identifiers: normalised, and told apart from what is blocked or malformed.
import { normalisePhone } from "../../identity/phone-number.ts";
import type { Session } from "../../warehouse/session.ts";
import type { BlockedExpression } from "./settings.ts";
import { make } from "./statements.ts";

/** Distinct phone numbers go through the library one by one; everything else stays in the warehouse. */
const normalisePhones = async (session: Session, country: string | undefined): Promise<void> => {
  const { value = [] } = await session.columns(
    `select value from id_written_values
    inner join cfg_identity_namespaces using (namespace_order)
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
  await session.run("create or replace temp table id_all_blocked (value_number integer)");
  for (const { number, expression } of blocked) {
    await make(session, "evidence/blocked_values", [number, expression]);
    await session.run("insert into id_all_blocked select value_number from id_blocked_values");
  }
  await session.run(
    "create or replace temp table id_blocked_values as select value_number from id_all_blocked",
  );
};

/**
 * Reads `id_observed`. Leaves `id_normalised_values`: each distinct value as it is compared, with whether it is
 * malformed, and `id_blocked_values`: which of them are blocked.
 */
export const normaliseValues = async (
  session: Session,
  blocked: readonly BlockedExpression[],
  country: string | undefined,
): Promise<void> => {
  await make(session, "evidence/written_values");
  await normalisePhones(session, country);
  await make(session, "evidence/normalised_values");
  await findBlocked(session, blocked);
};
