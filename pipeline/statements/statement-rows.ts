// Statements as rows of the store: read whole, for there are as many as people made by hand or from a list; added once.
import { type Statement, type StatementKind, statementKinds } from "../../models/identity/statement.ts";
import type { Row, Session } from "../warehouse/session.ts";

const text = (row: Row, column: string): string => {
  const value = row[column];
  return typeof value === "string" ? value : "";
};

const kindOf = (written: string): StatementKind => statementKinds.find((kind) => kind === written) ?? "undo";

const statementOfRow = (row: Row): Statement => ({
  statement_id: text(row, "statement_id"),
  kind: kindOf(text(row, "kind")),
  identifiers: ["a", "b"].flatMap((end) =>
    row[`namespace_${end}`] === null
      ? []
      : [{ namespace: text(row, `namespace_${end}`), value: text(row, `value_${end}`) }],
  ),
  undoes: row["undoes"] === null ? null : text(row, "undoes"),
  at: BigInt(text(row, "at")),
  author: text(row, "author"),
  reason: text(row, "reason"),
});

/** All of them, in order of time. */
export const readStatements = async (session: Session): Promise<Statement[]> => {
  const rows = await session.rows(
    `select
      statement_id, kind, namespace_a, value_a, namespace_b, value_b, undoes, author, reason,
      epoch_us("at")::varchar as "at"
    from statements order by statements."at", statement_id`,
  );
  return rows.map(statementOfRow);
};

const columnsOf = (statements: readonly Statement[]): (string | null)[][] => {
  const named = (place: number, part: "namespace" | "value") =>
    statements.map(({ identifiers }) => identifiers[place]?.[part] ?? null);
  return [
    statements.map(({ statement_id }) => statement_id),
    statements.map(({ kind }) => kind),
    named(0, "namespace"),
    named(0, "value"),
    named(1, "namespace"),
    named(1, "value"),
    statements.map(({ undoes }) => undoes),
    statements.map(({ author }) => author),
    statements.map(({ at }) => String(at)),
    statements.map(({ reason }) => reason),
  ];
};

/**
 * Adds those that are not there yet. Call it inside a transaction; what follows from them is told by the next resolve,
 * which takes them as `ResolveOptions.statements` and adds them itself.
 */
export const addStatements = async (session: Session, statements: readonly Statement[]): Promise<void> => {
  if (statements.length === 0) return;
  await session.run(
    `create or replace temp table added_statements (
      statement_id varchar, kind varchar, namespace_a varchar, value_a varchar, namespace_b varchar, value_b varchar,
      undoes varchar, author varchar, "at" varchar, reason varchar
    )`,
  );
  const distinct = new Map(statements.map((statement) => [statement.statement_id, statement]));
  await session.append("temp.added_statements", columnsOf([...distinct.values()]));
  await session.run(
    `insert into statements by name
    select * replace (make_timestamp("at"::bigint) as "at") from added_statements
    anti join statements using (statement_id);
    drop table temp.added_statements`,
  );
};
