// What a snapshot publishes: every model of sql/marts, as it stands in the store.
import { basename } from "node:path";
import { plainText } from "../warehouse/plain-value.ts";
import { quotedName } from "../warehouse/quoting.ts";
import type { Session } from "../warehouse/session.ts";
import { sqlFiles } from "../warehouse/sql-text.ts";
import type { TableSource } from "./write-table.ts";

const asText = (value: unknown): string | null => (typeof value === "string" ? value : null);

const tableComment = async (session: Session, name: string): Promise<string | null> =>
  asText(
    (await session.row("select comment from duckdb_tables() where table_name = $1", [name]))?.["comment"],
  );

const columnComments = async (session: Session, name: string): Promise<Record<string, string>> => {
  const rows = await session.rows(
    "select column_name, comment from duckdb_columns() where table_name = $1 and comment is not null",
    [name],
  );
  return Object.fromEntries(rows.map((row) => [plainText(row["column_name"]), plainText(row["comment"])]));
};

/** A table of the store with its comments. */
export const storedTable = async (session: Session, name: string): Promise<TableSource> => ({
  name,
  query: `select * from ${quotedName(name)}`,
  comment: await tableComment(session, name),
  grain: [],
  columnComments: await columnComments(session, name),
});

/** All tables of a snapshot, by name. */
export const publishedTables = (session: Session): Promise<TableSource[]> =>
  Promise.all(sqlFiles("sql/marts").map((file) => storedTable(session, basename(file, ".sql"))));
