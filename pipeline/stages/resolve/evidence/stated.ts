// What the statements come to, as rows for the SELECTs of sql/identity; and what they say of values otherwise than
// before: events that carry such a value are read again.
import { type Standing, standing } from "../../../identity/statements.ts";
import { readStatements } from "../../../statements/statement-rows.ts";
import type { Session } from "../../../warehouse/session.ts";
import type { Scope } from "../scope.ts";
import { make } from "../statements.ts";

const writeNow = async (session: Session, { pairs, values }: Standing): Promise<void> => {
  await session.run(
    `create or replace temp table id_stated_texts (
      namespace_a varchar, value_a varchar, namespace_b varchar, value_b varchar,
      is_split boolean, "at" bigint, statement_id varchar
    );
    create or replace temp table id_stated_values_now (
      namespace varchar, "value" varchar, is_blocked boolean, statement_id varchar
    )`,
  );
  await session.append("temp.id_stated_texts", [
    pairs.map(({ one }) => one.namespace),
    pairs.map(({ one }) => one.value),
    pairs.map(({ other }) => other.namespace),
    pairs.map(({ other }) => other.value),
    pairs.map(({ isSplit }) => isSplit),
    BigInt64Array.from(pairs, ({ at }) => at),
    pairs.map(({ statementId }) => statementId),
  ]);
  await session.append("temp.id_stated_values_now", [
    values.map(({ namespace }) => namespace),
    values.map(({ value }) => value),
    values.map(({ isBlocked }) => isBlocked),
    values.map(({ statementId }) => statementId),
  ]);
  await session.run(
    `create or replace temp table id_stated_pairs_now as
    select * replace (make_timestamp("at") as "at") from id_stated_texts`,
  );
};

/** As if they had been displaced and had come back: what they said is taken back, and they are read again. */
const rereadEvents = async (session: Session): Promise<void> => {
  if ((await session.count("select count(*) from id_changed_values")) === 0) return;
  await make(session, "statements/rejudged_evidence");
  await session.run("insert into displaced_events by name from id_rejudged_evidence");
};

/** Values in the terms of this configuration; those of a namespace that it does not name say nothing. */
const writeVerdicts = (session: Session): Promise<number> =>
  session.run(
    `create or replace temp table cfg_stated_values as
    select namespaces.namespace_order, stated."value" as normalised, stated.is_blocked
    from stated_values as stated inner join cfg_identity_namespaces as namespaces using (namespace)`,
  );

const isNothingStated = async (session: Session): Promise<boolean> =>
  (await session.count(
    "select (select count(*) from stated_pairs) + (select count(*) from stated_values)",
  )) === 0;

const nothingStated = `
  create or replace temp table id_changed_pairs (
    namespace_a varchar, value_a varchar, namespace_b varchar, value_b varchar
  );
  create or replace temp table cfg_stated_values (namespace_order integer, normalised varchar, is_blocked boolean)`;

/**
 * Brings `stated_pairs` and `stated_values` to what the statements say now. Leaves `id_changed_pairs`, and
 * `cfg_stated_values`, by which values are judged. Call it before the events in scope are chosen.
 */
export const readStated = async (session: Session, scope: Scope): Promise<void> => {
  const statements = await readStatements(session);
  if (statements.length === 0 && (await isNothingStated(session))) {
    await session.run(nothingStated);
    return;
  }
  await writeNow(session, standing(statements));
  await make(session, "statements/changed_pairs");
  await make(session, "statements/changed_values");
  if (!scope.isFull) await rereadEvents(session);
  await session.run(
    `delete from stated_pairs; insert into stated_pairs from id_stated_pairs_now;
    delete from stated_values; insert into stated_values from id_stated_values_now`,
  );
  await writeVerdicts(session);
};
