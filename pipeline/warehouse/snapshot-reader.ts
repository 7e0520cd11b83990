// An in-memory warehouse over the Parquet files of one snapshot, for SQL that is not ours. It can read these
// files and nothing else: no other path, no setting, no statement but a query.
import { DuckDBInstance, type DuckDBConnection, StatementType } from "@duckdb/node-api";
import { PolkuError } from "../../models/errors.ts";
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

/** True for a text of blanks, comments and semicolons: DuckDB has no message for one. */
const isBlank = (sql: string): boolean => /^[\s;]*$/.test(sql.replaceAll(/--.*|\/\*[\s\S]*?\*\//g, ""));

const notOne = (statements: number): string =>
  statements === 0
    ? 'There is no query in it. Write one SELECT, such as "select * from fct_paths"; "show tables" lists the tables.'
    : `It holds ${String(statements)} statements, and one is answered at a time. Ask them one after the other.`;

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

  /** Starts one query, or throws EngineError; usage where there is none or several. Read its rows before the next. */
  async query(sql: string): Promise<ResultStream> {
    const statements = isBlank(sql) ? 0 : await this.#count(sql);
    if (statements !== 1) throw new PolkuError("usage", { problem: notOne(statements) });
    return engineErrors(async () => {
      const prepared = await this.#connection.prepare(sql);
      if (!readingTypes.has(prepared.statementType)) throw new Error("only a SELECT is allowed");
      return new ResultStream(await prepared.stream());
    });
  }

  #count(sql: string): Promise<number> {
    return engineErrors(async () => (await this.#connection.extractStatements(sql)).count);
  }

  close(): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }
}
