// The warehouse: one DuckDB instance over the store of a workspace (or in memory), and its sessions.
// The only room that knows @duckdb/node-api.
import { DuckDBInstance } from "@duckdb/node-api";
import { plainText } from "./plain-value.ts";
import { quotedName, quotedText } from "./quoting.ts";
import { macroCatalog, Macros } from "./warehouse/macros.ts";
import { Session } from "./session.ts";

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

  #threads: number;
  /** Of the instance, whoever opened them. */
  readonly #sessions: Set<Session>;
  readonly #macros: Macros;
  readonly #isLent: boolean;
  #beside: Session | undefined;

  private constructor(parts: Parts, isLent = false) {
    this.#instance = parts.instance;
    this.#sessions = parts.sessions;
    this.#macros = parts.macros;
    this.writer = parts.writer;
    this.#threads = parts.threads;
    this.#isLent = isLent;
  }

  /** Opens or creates a store; `:memory:` for none. The macros of sql/macros/store are there in every session. */
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
    const macros = new Macros(instance);
    await macros.attach();
    const sessions = new Set<Session>();
    const writer = await newSession(instance, sessions);
    await writer.run("attach ':memory:' as staging");
    return new Warehouse({ instance, sessions, macros, writer, threads: engine.threads });
  }

  /** Another connection. Close it after use. */
  session(): Promise<Session> {
    return newSession(this.#instance, this.#sessions);
  }

  /** From now on all of sql/macros is there: sessions can map and screen records. */
  prepareMapping(): Promise<void> {
    return this.#macros.forMapping();
  }

  /** Another connection, that can map and screen records. */
  async mappingSession(): Promise<Session> {
    await this.prepareMapping();
    return this.session();
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
    const writer = await this.session();
    const [instance, sessions, macros] = [this.#instance, this.#sessions, this.#macros];
    return new Warehouse({ instance, sessions, macros, writer, threads: this.#threads }, true);
  }

  /** Of each statement. */
  get threads(): number {
    return this.#threads;
  }

  /** So many threads for each statement of any session from now on. Of a store that is lent, whoever lends it decides. */
  async useThreads(threads: number): Promise<void> {
    if (this.#isLent || threads === this.#threads) return;
    await this.writer.run(`set threads = ${threads}`);
    this.#threads = threads;
  }

  /** Runs `work` with so many threads for each statement of any session; afterwards with as many as before. */
  async withThreads<Result>(threads: number, work: () => Promise<Result>): Promise<Result> {
    await this.writer.run(`set threads = ${threads}`);
    try {
      return await work();
    } finally {
      await this.writer.run(`set threads = ${this.#threads}`);
    }
  }

  /**
   * Ends all its sessions, also those that others opened and what runs in them, and closes it. While any of them were
   * open, the engine would keep the file open, and to open it again would be to write it twice.
   */
  async end(): Promise<void> {
    for (const session of this.#sessions) await session.end();
    this.close();
  }

  /** Closes the sessions that it opened itself, and the store. */
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

interface Parts {
  readonly instance: DuckDBInstance;
  readonly sessions: Set<Session>;
  readonly macros: Macros;
  readonly writer: Session;
  readonly threads: number;
}

const newSession = async (instance: DuckDBInstance, sessions: Set<Session>): Promise<Session> => {
  const session = new Session(await instance.connect(), (closed) => sessions.delete(closed));
  sessions.add(session);
  const store = quotedName(plainText((await session.row("select current_database() as store"))?.["store"]));
  await session.run(
    `set timezone = 'UTC'; set search_path = ${quotedText(`${store}.main,${macroCatalog}.main`)}`,
  );
  return session;
};
