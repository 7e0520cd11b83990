// Values as they are compared: normalised by the rules that events' values go through, so that a statement names what an
// event carries, however it was typed.
import type { StatedIdentifier } from "../../models/identity/statement.ts";
import { type IdentityContext, writeSettings } from "../stages/resolve/settings.ts";
import { dropAll } from "../stages/resolve/statements.ts";
import { normaliseValues } from "../stages/resolve/evidence/values.ts";
import type { Session } from "../warehouse/session.ts";

const name = (namespace: unknown, value: unknown): string => JSON.stringify([namespace, value]);

/** Gives for each identifier its value as it is compared; null where it is malformed. */
export const comparedValues = async (
  session: Session,
  context: IdentityContext,
  identifiers: readonly StatedIdentifier[],
): Promise<(identifier: StatedIdentifier) => string | null> => {
  if (identifiers.length === 0) return () => null;
  const blocked = await writeSettings(session, context);
  await session.run("create or replace temp table id_typed (namespace varchar, value varchar)");
  await session.append("temp.id_typed", [
    identifiers.map(({ namespace }) => namespace),
    identifiers.map(({ value }) => value),
  ]);
  await session.run(
    `create or replace temp table id_observed as
    select distinct namespace_order, value from id_typed inner join cfg_identity_namespaces using (namespace)`,
  );
  await normaliseValues(session, blocked, context.config.identity.phone.default_country);
  const rows = await session.rows(
    "select namespace, value, normalised, is_malformed from id_normalised_values",
  );
  await dropAll(session);
  const values = new Map(
    rows.map(({ namespace, value, normalised, is_malformed }) => [
      name(namespace, value),
      typeof normalised === "string" && is_malformed !== true ? normalised : null,
    ]),
  );
  return ({ namespace, value }) => values.get(name(namespace, value)) ?? null;
};
