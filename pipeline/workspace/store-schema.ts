// The tables of a store: made in one transaction, with the version of their shape.
import { PolkuError } from "../../models/errors.ts";
import { plainText } from "../warehouse/plain-value.ts";
import { quotedText } from "../warehouse/quoting.ts";
import type { Session } from "../warehouse/session.ts";
import { sqlFiles, sqlText } from "../warehouse/sql-text.ts";
import type { Warehouse } from "../warehouse/warehouse.ts";

/** The shape that this program reads and writes. Raise it with a migration below. */
const schemaVersion = 4;

interface Migration {
  /** The version that the statements lead to, from the one before. */
  readonly to: number;
  readonly statements: string;
}

/** In order, without gaps: a store of any version from the first one on is brought to today's. */
const migrations: readonly Migration[] = [
  {
    // What a run took, so that `polku doctor` can tell how a workspace grows and where its time goes.
    to: 2,
    statements: `alter table runs add column stages varchar;
      alter table runs add column models varchar;
      alter table runs add column store_bytes bigint;
      alter table runs add column snapshot_bytes bigint;`,
  },
  {
    // What people decide about identity.
    to: 3,
    statements: `create table statements (
        statement_id varchar not null, kind varchar not null,
        namespace_a varchar, value_a varchar, namespace_b varchar, value_b varchar,
        undoes varchar, author varchar not null, "at" timestamp not null, reason varchar not null
      );
      create table stated_pairs (
        namespace_a varchar not null, value_a varchar not null, namespace_b varchar not null, value_b varchar not null,
        is_split boolean not null, "at" timestamp not null, statement_id varchar not null
      );
      create table stated_values (
        namespace varchar not null, "value" varchar not null, is_blocked boolean not null,
        statement_id varchar not null
      );
      create table identity_health_runs (
        run_id varchar not null, measure varchar not null, namespace varchar, value double not null,
        threshold double, is_alarm boolean not null
      );
      create table restatements (
        snapshot_id varchar not null, table_name varchar not null, key varchar not null, column_name varchar not null,
        value_before varchar, value_after varchar, cause varchar not null, source varchar, event_id varchar
      );
      create table stitching_uplift (
        analysis varchar not null, name varchar not null, key varchar not null, stitched bigint not null,
        unstitched bigint not null
      );
      create table event_households (
        event_key bigint not null, occurred_at timestamp not null, household_key integer not null,
        is_denied boolean not null
      );
      create table household_values (
        household_key integer not null, namespace varchar not null, "value" varchar not null,
        household_id varchar not null
      );
      create table owned_events (
        event_key bigint not null, identifier_key integer not null, valid_at_event integer not null,
        last_authenticated integer not null, first_known integer not null
      );
      create table household_rules (namespace varchar not null, max_profiles integer not null);`,
  },
  {
    // How far streams are stored.
    to: 4,
    statements: `create table stream_offsets (
        stream varchar primary key, next_position bigint not null, mark varchar
      );
      create table stream_gaps (
        stream varchar not null, from_position bigint not null, to_position bigint not null,
        reason varchar not null, run_id varchar not null, noticed_at timestamp not null
      );`,
  },
];

const oldestVersion = 1;

const storedTables = async (session: Session): Promise<string[]> => {
  const rows = await session.rows(
    "select table_name from duckdb_tables() where database_name = current_database() order by table_name",
  );
  return rows.map((row) => plainText(row["table_name"]));
};

/** A value of store_meta; undefined where there is none. */
export const readMeta = async (session: Session, key: string): Promise<string | undefined> => {
  const value = (await session.row(`select value from store_meta where key = ${quotedText(key)}`))?.["value"];
  return typeof value === "string" ? value : undefined;
};

/** Sets a value of store_meta. Call it inside a transaction of the writer. */
export const writeMeta = async (session: Session, key: string, value: string): Promise<void> => {
  await session.run(`insert or replace into store_meta values (${quotedText(key)}, ${quotedText(value)})`);
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

const unusable = (workspace: string, problem: string, remedy: string): PolkuError =>
  new PolkuError("workspace_unusable", { workspace, problem, remedy });

/**
 * Makes the tables of a new store, or brings those of an older one to this program's shape, in one transaction.
 * Refuses what a newer program wrote, and what is no store of polku.
 */
export const prepareStore = async ({ writer }: Warehouse, workspace: string): Promise<void> => {
  const tables = await storedTables(writer);
  if (tables.length === 0) return createTables(writer);
  const text = tables.includes("store_meta") ? await readMeta(writer, "schema_version") : undefined;
  const version = Number(text ?? Number.NaN);
  if (!Number.isInteger(version) || version < oldestVersion) {
    throw unusable(
      workspace,
      "polku.duckdb holds tables that are no store of polku, or of a version that no program released",
      "Name another folder under `workspace` in the configuration, or move this polku.duckdb away: the next run reads the sources again.",
    );
  }
  if (version > schemaVersion) {
    throw unusable(
      workspace,
      `its schema version ${String(version)} is newer than ${String(schemaVersion)}, the one this program knows`,
      "Install the polku that wrote it, or a newer one. `polku query` and `polku export` read its snapshots as they are.",
    );
  }
  if (version < schemaVersion) await migrate(writer, version);
};
