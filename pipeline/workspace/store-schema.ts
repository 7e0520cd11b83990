// The tables of a store: made in one transaction, with the version of their shape.
import { PolkuError } from "../../models/errors.ts";
import type { Session } from "../warehouse/session.ts";
import { sqlFiles, sqlText } from "../warehouse/sql-text.ts";
import type { Warehouse } from "../warehouse/warehouse.ts";

/** The shape that this program reads and writes. Raise it with a migration below. */
const schemaVersion = 1;

interface Migration {
  /** The version that the statements lead to, from the one before. */
  readonly to: number;
  readonly statements: string;
}

const migrations: readonly Migration[] = [];

const hasTables = async (session: Session): Promise<boolean> =>
  (await session.count(
    "select count(*) from duckdb_tables() where database_name = current_database() and table_name = 'store_meta'",
  )) > 0;

/** A value of store_meta; undefined where there is none. */
export const readMeta = async (session: Session, key: string): Promise<string | undefined> => {
  const value = (await session.row("select value from store_meta where key = $1", [key]))?.["value"];
  return typeof value === "string" ? value : undefined;
};

/** Sets a value of store_meta. Call it inside a transaction of the writer. */
export const writeMeta = async (session: Session, key: string, value: string): Promise<void> => {
  await session.run("insert or replace into store_meta values ($1, $2)", [key, value]);
};

const createTables = (writer: Session): Promise<void> =>
  writer.transaction(async () => {
    for (const file of sqlFiles("sql/schema")) await writer.run(sqlText(file));
    await writeMeta(writer, "schema_version", String(schemaVersion));
  });

const migrate = (writer: Session, from: number): Promise<void> =>
  writer.transaction(async () => {
    for (const { to, statements } of migrations) if (to > from) await writer.run(statements);
    await writeMeta(writer, "schema_version", String(schemaVersion));
  });

/** Makes the tables of a new store, or brings those of an older one to this program's shape. */
export const prepareStore = async ({ writer }: Warehouse, workspace: string): Promise<void> => {
  if (!(await hasTables(writer))) return createTables(writer);
  const version = Number(await readMeta(writer, "schema_version"));
  if (version > schemaVersion) {
    throw new PolkuError("workspace_unusable", {
      workspace,
      problem: `its schema version ${String(version)} is newer than ${String(schemaVersion)}, the one this program knows`,
      remedy: "Install the polku that wrote it, or a newer one.",
    });
  }
  if (version < schemaVersion) await migrate(writer, version);
};
