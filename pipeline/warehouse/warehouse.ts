// The warehouse: one DuckDB instance over the store of a workspace (or in memory), and its sessions.
// The only room that knows @duckdb/node-api.
import { DuckDBInstance } from "@duckdb/node-api";
import { Session } from "./session.ts";
import { sqlFilesWithin, sqlText } from "./sql-text.ts";

export interface EngineSettings {
  readonly memory_limit: string;
  readonly threads: number;
  readonly temp_directory: string | undefined;
}

/**
 * Sessions share the instance. `writer` is the only one that may write to the store; every write to it goes
 * through `writer.transaction`. (While all profiles are built, a second session makes tables that nobody reads yet.)
 * The attached in-memory database `staging` is shared by all sessions and is
 * where files are read to; a transaction may write the store or staging, never both.
 */
export class Warehouse {
  readonly writer: Session;
  readonly #instance: DuckDBInstance;

  readonly #threads: number;
  readonly #isLent: boolean;
  #beside: Session | undefined;

  private constructor(instance: DuckDBInstance, writer: Session, threads: number, isLent = false) {
    this.#instance = instance;
    this.writer = writer;
    this.#threads = threads;
    this.#isLent = isLent;
  }

  /** Opens or creates a store; `:memory:` for none. Macros of sql/macros and its folders are there in every session. */
  static async open(file: string, engine: EngineSettings): Promise<Warehouse> {
    const instance = await DuckDBInstance.create(file, {
      memory_limit: engine.memory_limit,
      threads: String(engine.threads),
      preserve_insertion_order: "true",
      // Of a new store: better and faster compression than what the oldest engines can read.
      storage_compatibility_version: "latest",
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
      // A table made in the running transaction is taken to be empty, and a join with it would be a nested loop.
      asof_loop_join_threshold: "0",
      nested_loop_join_threshold: "0",
      ...(engine.temp_directory === undefined ? {} : { temp_directory: engine.temp_directory }),
    });
    const warehouse = new Warehouse(instance, await newSession(instance), engine.threads);
    await warehouse.writer.run("attach ':memory:' as staging");
    return warehouse;
  }

  /** Another connection. Close it after use. */
  session(): Promise<Session> {
    return newSession(this.#instance);
  }

  /** The session for work side by side with the writer's: one is enough, and what one use leaves in it stays. */
  async beside(): Promise<Session> {
    this.#beside ??= await this.session();
    return this.#beside;
  }

  /**
   * The same store for somebody else, with a writer of its own: no temporary table of one is seen by the other. The two
   * must take turns. Closing it closes what it opened, and not the store.
   */
  async lent(): Promise<Warehouse> {
    return new Warehouse(this.#instance, await this.session(), this.#threads, true);
  }

  /** Runs `work` with so many threads for each statement of any session; afterwards all of them again. */
  async withThreads<Result>(threads: number, work: () => Promise<Result>): Promise<Result> {
    await this.writer.run(`set threads = ${threads}`);
    try {
      return await work();
    } finally {
      await this.writer.run(`set threads = ${this.#threads}`);
    }
  }

  close(): void {
    try {
      this.#beside?.close();
      this.writer.close();
    } finally {
      if (!this.#isLent) this.#instance.closeSync();
    }
  }
}

/**
 * Keeps a store's file as it is until the given function is called: opened to be read, no process can write it.
 * Throws the engine's error where one does.
 */
export const holdStore = async (file: string): Promise<() => void> => {
  const instance = await DuckDBInstance.create(file, {
    access_mode: "READ_ONLY",
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  });
  return () => instance.closeSync();
};

const newSession = async (instance: DuckDBInstance): Promise<Session> => {
  const session = new Session(await instance.connect());
  await session.run("set timezone = 'UTC'");
  // Macros are temporary, so that the store holds data and nothing of the program.
  for (const macro of sqlFilesWithin("sql/macros")) await session.run(sqlText(macro));
  return session;
};
