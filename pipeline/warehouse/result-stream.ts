// The rows of a query as they come, chunk by chunk.
import type { DuckDBDataChunk, DuckDBResult, DuckDBType } from "@duckdb/node-api";
import { engineErrors } from "./engine-error.ts";
import { type Plain, plainValue } from "./plain-value.ts";

export interface ResultColumn {
  /** Unique in the result. */
  readonly name: string;
  readonly type: DuckDBType;
  readonly isNumeric: boolean;
  readonly isText: boolean;
}

const numericTypes = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL)/;

export class ResultStream {
  readonly columns: readonly ResultColumn[];
  readonly #result: DuckDBResult;

  constructor(result: DuckDBResult) {
    this.#result = result;
    this.columns = result.deduplicatedColumnNames().map((name, index) => {
      const type = result.columnType(index);
      const typeName = type.toString();
      return { name, type, isNumeric: numericTypes.test(typeName), isText: typeName === "VARCHAR" };
    });
  }

  /** The engine's own chunks; a result is read once. */
  async *chunks(): AsyncGenerator<DuckDBDataChunk> {
    for (;;) {
      const chunk = await engineErrors(() => this.#result.fetchChunk());
      if (chunk === null || chunk.rowCount === 0) return;
      yield chunk;
    }
  }

  /** Batches of rows; each row holds plain values in the order of `columns`. A result is read once. */
  async *rows(): AsyncGenerator<Plain[][]> {
    for await (const chunk of this.chunks()) yield chunk.getRows().map((row) => row.map(plainValue));
  }
}
