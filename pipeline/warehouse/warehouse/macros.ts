// The macros of sql/macros, in an attached in-memory database: the store holds data and nothing of the program. They are made
// once for all sessions, and those for mapping when first a session maps: all of them for each took a tenth of a small run.
import type { DuckDBInstance } from "@duckdb/node-api";
import { sqlFilesWithin, sqlText } from "../sql-text.ts";

/** Stands in the search path of every session, behind the store. */
export const macroCatalog = "macros";

const ofStore = "sql/macros/store/";

export class Macros {
  readonly #instance: DuckDBInstance;
  #mapping: Promise<void> | undefined;

  constructor(instance: DuckDBInstance) {
    this.#instance = instance;
  }

  /** Those that any session may need. */
  attach(): Promise<void> {
    return this.#make(`attach ':memory:' as ${macroCatalog}`, (path) => path.startsWith(ofStore));
  }

  /** The rest. A session sees them unless it is in a transaction meanwhile. */
  forMapping(): Promise<void> {
    this.#mapping ??= this.#make("", (path) => !path.startsWith(ofStore)).catch((error: unknown) => {
      this.#mapping = undefined;
      throw error;
    });
    return this.#mapping;
  }

  async #make(first: string, isMeant: (path: string) => boolean): Promise<void> {
    const connection = await this.#instance.connect();
    try {
      const texts = sqlFilesWithin("sql/macros").filter(isMeant).map(sqlText);
      await connection.run([`${first}; use ${macroCatalog};`, ...texts].join("\n"));
    } finally {
      connection.closeSync();
    }
  }
}
