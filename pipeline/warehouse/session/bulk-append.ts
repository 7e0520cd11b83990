// Whole columns of numbers into a table, written into the engine's own vectors: many times as fast as value by value.
import {
  BIGINT,
  BOOLEAN,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBType,
  type DuckDBVector,
  INTEGER,
  TIMESTAMP,
  VARCHAR,
} from "@duckdb/node-api";

/**
 * `bigint` and `timestamp` (microseconds) are whole numbers, `place` is the place itself, and `nothing` a column of text that
 * is null throughout.
 */
export type BulkColumn =
  | { readonly type: "integer"; readonly values: Int32Array }
  | { readonly type: "bigint" | "timestamp"; readonly values: Int32Array | Float64Array }
  | { readonly type: "boolean"; readonly values: Uint8Array }
  | { readonly type: "place" }
  | { readonly type: "nothing" };

const chunkRows = 2048;
const wordRange = 2 ** 32;

const types: Readonly<Record<BulkColumn["type"], DuckDBType>> = {
  integer: INTEGER,
  bigint: BIGINT,
  timestamp: TIMESTAMP,
  boolean: BOOLEAN,
  place: INTEGER,
  nothing: VARCHAR,
};

/** The memory of a vector: what is written there is taken over by `flush`. */
const memoryOf = (vector: DuckDBVector): ArrayBufferView => {
  const memory = "items" in vector ? vector.items : "dataView" in vector ? vector.dataView : undefined;
  if (!ArrayBuffer.isView(memory)) throw new TypeError(`no fixed-width column: ${vector.type.toString()}`);
  return memory;
};

interface Rows {
  readonly places: Int32Array;
  readonly from: number;
  readonly to: number;
}

const fillIntegers = (words: Int32Array, values: Int32Array, { places, from, to }: Rows): void => {
  for (let row = from; row < to; row += 1) words[row - from] = values[places[row] ?? 0] ?? 0;
};

const fillLongs = (words: Int32Array, values: ArrayLike<number>, { places, from, to }: Rows): void => {
  for (let row = from; row < to; row += 1) {
    const value = values[places[row] ?? 0] ?? 0;
    const high = Math.floor(value / wordRange);
    words[2 * (row - from)] = (value - high * wordRange) | 0;
    words[2 * (row - from) + 1] = high;
  }
};

const fillBytes = (bytes: Uint8Array, values: Uint8Array, { places, from, to }: Rows): void => {
  for (let row = from; row < to; row += 1) bytes[row - from] = values[places[row] ?? 0] ?? 0;
};

const fill = (vector: DuckDBVector, column: BulkColumn, rows: Rows): void => {
  const { type } = column;
  if (type === "nothing") return;
  const { buffer, byteOffset, byteLength } = memoryOf(vector);
  if (type === "boolean") {
    fillBytes(new Uint8Array(buffer, byteOffset, byteLength), column.values, rows);
  } else {
    const words = new Int32Array(buffer, byteOffset, byteLength / 4);
    if (type === "place") words.set(rows.places.subarray(rows.from, rows.to));
    else if (type === "integer") fillIntegers(words, column.values, rows);
    else fillLongs(words, column.values, rows);
  }
  vector.flush();
};

const newChunk = (columns: readonly BulkColumn[], rows: number): DuckDBDataChunk => {
  const chunk = DuckDBDataChunk.create(
    columns.map(({ type }) => types[type]),
    rows,
  );
  for (const [index, { type }] of columns.entries()) {
    if (type === "nothing") chunk.setColumnValues(index, Array<null>(rows).fill(null));
  }
  return chunk;
};

/** Appends, in the table's column order, the rows of `columns` at `places`; all of it is there when it returns. */
export const bulkAppend = async (
  connection: DuckDBConnection,
  [schema, table]: readonly [string | undefined, string],
  columns: readonly BulkColumn[],
  places: Int32Array,
): Promise<void> => {
  const appender =
    schema === "temp"
      ? await connection.createAppender(table, "main", "temp")
      : await connection.createAppender(table);
  let chunk = newChunk(columns, chunkRows);
  for (let from = 0; from < places.length; from += chunkRows) {
    const to = Math.min(from + chunkRows, places.length);
    if (to - from < chunkRows) chunk = newChunk(columns, to - from);
    for (const [index, column] of columns.entries()) {
      fill(chunk.getColumnVector(index), column, { places, from, to });
    }
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
};
