// Answers SQL over one snapshot: one query, nothing but the snapshot's own tables, no lock on the workspace.
import { join } from "node:path";
import { PolkuError } from "../../models/errors.ts";
import type { Manifest } from "../../models/manifest.ts";
import type { LoadedConfig } from "../config.ts";
import { nearest } from "../config/nearest.ts";
import { locateSnapshot } from "./locate.ts";
import { snapshotFault } from "./wholeness.ts";
import { EngineError } from "../warehouse/engine-error.ts";
import type { ResultStream } from "../warehouse/result-stream.ts";
import type { Plain } from "../warehouse/plain-value.ts";
import type { Row } from "../warehouse/session.ts";
import { SnapshotReader } from "../warehouse/snapshot-reader.ts";
import { engineSettings } from "../workspace.ts";

export interface QueryOptions {
  /** A snapshot's id; the current one where none is given. */
  readonly snapshot?: string | undefined;
}

const hint = (message: string, { tables }: Manifest): string => {
  const table = /Table with name "?([^\s"]+)"? does not exist/.exec(message)?.[1];
  if (table !== undefined) {
    const names = tables.map(({ name }) => name);
    const near = nearest(table, names);
    return near === undefined ? `The tables are ${names.join(", ")}.` : `Did you mean ${near}?`;
  }
  const column = /column "([^"]+)" not found/.exec(message)?.[1];
  const near =
    column === undefined
      ? undefined
      : nearest(column, [...new Set(tables.flatMap(({ columns }) => columns.map(({ name }) => name)))]);
  return near === undefined ? "" : `Did you mean ${near}?`;
};

const queryFailed = (error: EngineError, manifest: Manifest): PolkuError => {
  // DuckDB's own guesses range over its system tables; ours are the snapshot's.
  const problem = error.message.replace(/\n+Did you mean[\s\S]*$/, "").trim();
  const near = hint(problem, manifest);
  const withHint = near === "" ? problem : `${problem} ${near}`;
  return new PolkuError("query_failed", { problem: withHint }, { cause: error });
};

/**
 * Runs one query and hands its result to `consume`; gives what that resolves to. Rows come as they are
 * computed. Throws snapshot_missing, snapshot_damaged or query_failed.
 */
export const withQuery = async <Answer>(
  loaded: LoadedConfig,
  sql: string,
  { snapshot: id }: QueryOptions,
  consume: (result: ResultStream) => Promise<Answer>,
): Promise<Answer> => {
  const snapshot = await locateSnapshot(loaded.workspace, id);
  const { folder, manifest } = snapshot;
  const tables = manifest.tables.map(({ name, file }) => ({ name, path: join(folder, file) }));
  let reader: SnapshotReader | undefined;
  try {
    reader = await SnapshotReader.open(tables, engineSettings(loaded));
    return await consume(await reader.query(sql));
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const problem = await snapshotFault(loaded.workspace, snapshot.id, "sizes");
    if (problem === undefined) throw queryFailed(error, manifest);
    throw new PolkuError(
      "snapshot_damaged",
      { workspace: loaded.workspace, snapshot: snapshot.id, problem },
      { cause: error },
    );
  } finally {
    reader?.close();
  }
};

/** One row as an object keyed by column. */
export const rowObject = ({ columns }: ResultStream, row: readonly Plain[]): Row =>
  Object.fromEntries(columns.map(({ name }, index) => [name, row[index] ?? null]));

/** All rows of a query as plain objects; see models/results.ts for how values are written. */
export const queryRows = (loaded: LoadedConfig, sql: string, options: QueryOptions = {}): Promise<Row[]> =>
  withQuery(loaded, sql, options, async (result) => {
    const found: Row[] = [];
    for await (const rows of result.rows()) for (const row of rows) found.push(rowObject(result, row));
    return found;
  });
