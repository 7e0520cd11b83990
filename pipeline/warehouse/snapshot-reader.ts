// An in-memory warehouse over the Parquet files of one snapshot, for SQL that is not ours. It can read these
// files and nothing else: no other path, no setting, no statement but a query.
import {
  DuckDBInstance,
  type DuckDBConnection,
  type DuckDBPreparedStatement,
  StatementType,
} from "@duckdb/node-api";
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

/** In a query that speaks of what tables there are, or finds one by a name that it makes. */
const speaksOfTables = /show|describe|summarize|information_schema|duckdb_|pragma|sqlite_|pg_|query/i;

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
  /** Tables that have no view yet: to make one, its file is opened. */
  readonly #hidden: Map<string, string>;

  private constructor(
    instance: DuckDBInstance,
    connection: DuckDBConnection,
    tables: readonly ReadableTable[],
  ) {
    this.#instance = instance;
    this.#connection = connection;
    this.#hidden = new Map(tables.map(({ name, path }) => [name, path]));
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
    const statements = [
      "set timezone = 'UTC'",
      `set allowed_paths = [${paths}]`,
      "set enable_external_access = false",
      "set lock_configuration = true",
    ];
    await engineErrors(() => connection.run(statements.join(";\n")));
    return new SnapshotReader(instance, connection, tables);
  }

  /** Shows the tables that a query names; all where it may find others. */
  async #show(sql: string): Promise<void> {
    const named = [...this.#hidden.keys()].filter((name) => sql.toLowerCase().includes(name.toLowerCase()));
    await this.#showAll(named.length === 0 || speaksOfTables.test(sql) ? [...this.#hidden.keys()] : named);
  }

  async #showAll(names: readonly string[]): Promise<void> {
    const views = names.map(
      (name) =>
        `create view ${quotedName(name)} as select * from read_parquet(${quotedText(this.#hidden.get(name) ?? "")})`,
    );
    if (views.length > 0) await this.#connection.run(views.join(";\n"));
    for (const name of names) this.#hidden.delete(name);
  }

  /** Where it cannot be prepared, a name may be meant that the text does not spell out. */
  async #prepare(sql: string): Promise<DuckDBPreparedStatement> {
    await this.#show(sql);
    try {
      return await this.#connection.prepare(sql);
    } catch (error) {
      if (this.#hidden.size === 0) throw error;
      await this.#showAll([...this.#hidden.keys()]);
      return this.#connection.prepare(sql);
    }
  }

  /** Starts one query, or throws EngineError; usage where there is none or several. Read its rows before the next. */
  async query(sql: string): Promise<ResultStream> {
    const statements = isBlank(sql) ? 0 : await this.#count(sql);
    if (statements !== 1) throw new PolkuError("usage", { problem: notOne(statements) });
    return engineErrors(async () => {
      const prepared = await this.#prepare(sql);
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
