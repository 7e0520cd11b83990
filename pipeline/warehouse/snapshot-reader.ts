// An in-memory warehouse over the Parquet files of one snapshot, for SQL that is not ours. It can read these
// files and nothing else: no other path, no setting, no statement but a query.
import { DuckDBInstance, type DuckDBConnection, StatementType } from "@duckdb/node-api";
import { engineErrors } from "./engine-error.ts";
import { quotedName, quotedText } from "./quoting.ts";
import { ResultStream } from "./result-stream.ts";
import type { EngineSettings } from "./warehouse.ts";

export interface ReadableTable {
  readonly name: string;
  /** Absolute path of its Parquet file. */
  readonly path: string;
}

const readingTypes: ReadonlySet<number> = new Set([StatementType.SELECT, StatementType.EXPLAIN]);

export class SnapshotReader {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance;
    this.#connection = connection;
  }

  static async open(tables: readonly ReadableTable[], engine: EngineSettings): Promise<SnapshotReader> {
    const instance = await DuckDBInstance.create(":memory:", {
      memory_limit: engine.memory_limit,
      threads: String(engine.threads),
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
      ...(engine.temp_directory === undefined ? {} : { temp_directory: engine.temp_directory }),
    });
    const connection = await instance.connect();
    const paths = tables.map((table) => quotedText(table.path)).join(", ");
    const views = tables.map(
      ({ name, path }) =>
        `create view ${quotedName(name)} as select * from read_parquet(${quotedText(path)})`,
    );
    const statements = [
      "set timezone = 'UTC'",
      ...views,
      `set allowed_paths = [${paths}]`,
      "set enable_external_access = false",
      "set lock_configuration = true",
    ];
    for (const statement of statements) await engineErrors(() => connection.run(statement));
    return new SnapshotReader(instance, connection);
  }

  /** Starts one query, or throws EngineError. Read its rows to their end before the next. */
  query(sql: string): Promise<ResultStream> {
    return engineErrors(async () => {
      const statements = await this.#connection.extractStatements(sql);
      if (statements.count !== 1) throw new Error("give one statement");
      const prepared = await this.#connection.prepare(sql);
      if (!readingTypes.has(prepared.statementType)) throw new Error("only a SELECT is allowed");
      return new ResultStream(await prepared.stream());
    });
  }

  close(): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }
}
