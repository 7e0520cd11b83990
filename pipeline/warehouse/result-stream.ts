// The rows of a query as they come, chunk by chunk.
import type { DuckDBDataChunk, DuckDBResult, DuckDBType, DuckDBVector } from "@duckdb/node-api";
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

export type Numbers = Int32Array | Float64Array;

const numbersOf = (vector: DuckDBVector): Numbers => {
  const items = "items" in vector ? vector.items : undefined;
  if (items instanceof Int32Array || items instanceof Float64Array) return items;
  throw new TypeError(`neither INTEGER nor DOUBLE: ${vector.type.toString()}`);
};

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

  /** Columns of INTEGER and DOUBLE without nulls, batch by batch; each is to be used before the next is asked for. */
  async *numbers(): AsyncGenerator<readonly Numbers[]> {
    for await (const chunk of this.chunks()) {
      yield this.columns.map((_, index) => numbersOf(chunk.getColumnVector(index)));
    }
  }

  /** Batches of rows; each row holds plain values in the order of `columns`. A result is read once. */
  async *rows(): AsyncGenerator<Plain[][]> {
    for await (const chunk of this.chunks()) yield chunk.getRows().map((row) => row.map(plainValue));
  }
}
