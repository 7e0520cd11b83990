// One connection to the warehouse: statements, typed columns in and out, transactions.
import {
  blobValue,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBMaterializedResult,
  type DuckDBType,
  type DuckDBValue,
  BIGINT,
  BOOLEAN,
  DOUBLE,
  INTEGER,
  VARCHAR,
} from "@duckdb/node-api";
import { type BulkColumn, bulkAppend } from "./session/bulk-append.ts";
import { type Plain, plainValue } from "./plain-value.ts";
import { ResultStream } from "./result-stream.ts";
import { isInside, runInside } from "./session/inside.ts";

export type Parameter = null | string | number | bigint | boolean | Buffer;
export type Row = Record<string, Plain>;

/** A column in memory: typed arrays for numbers, plain arrays where a value may be null or is text. */
export type Column = Int32Array | BigInt64Array | Float64Array | (string | null)[] | (boolean | null)[];

/** A column of whole numbers; none where the result had no rows, for then its type is not known. */
export const integers = (column: Column | undefined): Int32Array =>
  column instanceof Int32Array ? column : new Int32Array(0);

/** A column of floating-point numbers; none where the result had no rows. */
export const doubles = (column: Column | undefined): Float64Array =>
  column instanceof Float64Array ? column : new Float64Array(0);

export interface PreparedStatement {
  /** The number of rows changed. */
  readonly run: (parameters: readonly Parameter[]) => Promise<number>;
  readonly close: () => void;
}

const chunkRows = 2048;

/** A table may be named with `temp.` before it. */
const qualified = (table: string): readonly [string | undefined, string] =>
  table.startsWith("temp.") ? ["temp", table.slice("temp.".length)] : [undefined, table];

const bound = (parameters: readonly Parameter[]): DuckDBValue[] =>
  parameters.map((value) => (Buffer.isBuffer(value) ? blobValue(value) : value));

const columnType = (column: Column): DuckDBType => {
  if (column instanceof Int32Array) return INTEGER;
  if (column instanceof BigInt64Array) return BIGINT;
  if (column instanceof Float64Array) return DOUBLE;
  return column.some((value) => typeof value === "boolean") ? BOOLEAN : VARCHAR;
};

/** All of them are in memory already. */
const chunksOf = (result: DuckDBMaterializedResult): DuckDBDataChunk[] =>
  Array.from({ length: result.chunkCount }, (_, at) => result.getChunk(at));

const slice = (column: Column, from: number, to: number): readonly DuckDBValue[] =>
  Array.from(column.slice(from, to) as ArrayLike<DuckDBValue>);

const emptyLike = (items: unknown, length: number): Int32Array | BigInt64Array | Float64Array | null => {
  if (items instanceof Int32Array) return new Int32Array(length);
  if (items instanceof BigInt64Array) return new BigInt64Array(length);
  if (items instanceof Float64Array) return new Float64Array(length);
  return null;
};

/**
 * A connection with a queue of its own: statements run one after the other, and a transaction excludes every
 * statement that its `work` did not issue; such a statement waits for its end. After any error inside a transaction
 * it is rolled back; a COMMIT of an aborted transaction would succeed in silence and drop everything.
 */
export class Session {
  readonly #connection: DuckDBConnection;
  /** The open transaction; it tells its statements from those of others that share the session. */
  #open: symbol | undefined;
  #tail: Promise<unknown> = Promise.resolve();
  #isClosed = false;
  readonly #onClose: (session: Session) => void;

  constructor(connection: DuckDBConnection, onClose: (session: Session) => void) {
    this.#connection = connection;
    this.#onClose = onClose;
  }

  /** Runs one or several statements and gives the number of rows changed by the last. */
  async run(sql: string, parameters: readonly Parameter[] = []): Promise<number> {
    return (await this.#result(sql, parameters)).rowsChanged;
  }

  /** Without parameters one way to the engine and back, with them three; a busy process waits for its turn at each. */
  #result(sql: string, parameters: readonly Parameter[]): Promise<DuckDBMaterializedResult> {
    return this.#inTurn(() =>
      parameters.length === 0 ? this.#connection.run(sql) : this.#connection.run(sql, bound(parameters)),
    );
  }

  /** A statement that is planned once and run often, one run after the other. */
  async prepare(sql: string): Promise<PreparedStatement> {
    const statement = await this.#inTurn(() => this.#connection.prepare(sql));
    return {
      run: (parameters) =>
        this.#inTurn(async () => {
          // Bound as HUGEINT, which the driver would choose, each run would plan the statement anew.
          bound(parameters).forEach((value, index) =>
            statement.bindValue(index + 1, value, typeof value === "bigint" ? BIGINT : undefined),
          );
          return (await statement.run()).rowsChanged;
        }),
      close: () => statement.destroySync(),
    };
  }

  /** All rows as plain objects (see plain-value.ts). For small results. */
  async rows(sql: string, parameters: readonly Parameter[] = []): Promise<Row[]> {
    const result = await this.#result(sql, parameters);
    const names = result.deduplicatedColumnNames();
    return chunksOf(result).flatMap((chunk) =>
      chunk
        .getRows()
        .map((row) => Object.fromEntries(row.map((value, at) => [names[at] ?? "", plainValue(value)]))),
    );
  }

  /** The rows of one query as they come; nothing else may run on this session before they are read. */
  async stream(sql: string): Promise<ResultStream> {
    return new ResultStream(await this.#inTurn(() => this.#connection.stream(sql)));
  }

  /** The first row, or undefined. */
  async row(sql: string, parameters: readonly Parameter[] = []): Promise<Row | undefined> {
    return (await this.rows(sql, parameters))[0];
  }

  /** The first column of the first row as a number; 0 where there is none. */
  async count(sql: string, parameters: readonly Parameter[] = []): Promise<number> {
    const row = await this.row(sql, parameters);
    return row === undefined ? 0 : Number(Object.values(row)[0] ?? 0);
  }

  /**
   * Whole columns by name. INTEGER, BIGINT and DOUBLE columns without nulls come as typed arrays (a null
   * reads as 0 there: coalesce in SQL); every other type as plain values.
   */
  async columns(sql: string, parameters: readonly Parameter[] = []): Promise<Record<string, Column>> {
    const result = await this.#result(sql, parameters);
    const chunks = chunksOf(result);
    const total = chunks.reduce((sum, chunk) => sum + chunk.rowCount, 0);
    const columns: Record<string, Column> = {};
    for (let index = 0; index < result.columnCount; index += 1) {
      columns[result.columnName(index)] = gather(chunks, index, total);
    }
    return columns;
  }

  /** Appends whole columns to an existing table, in its column order; flushed before it returns. */
  async append(table: string, columns: readonly Column[]): Promise<void> {
    const rows = columns[0]?.length ?? 0;
    if (rows === 0) return;
    await this.#inTurn(() => this.#append(table, columns, rows));
  }

  /** The same of numbers, many times as fast: of each column the rows at `places`. */
  async bulkAppend(table: string, columns: readonly BulkColumn[], places: Int32Array): Promise<void> {
    if (places.length === 0) return;
    await this.#inTurn(() => bulkAppend(this.#connection, qualified(table), columns, places));
  }

  async #append(table: string, columns: readonly Column[], rows: number): Promise<void> {
    const [catalog, name] = qualified(table);
    const appender =
      catalog === "temp"
        ? await this.#connection.createAppender(name, "main", "temp")
        : await this.#connection.createAppender(name);
    const types = columns.map(columnType);
    for (let from = 0; from < rows; from += chunkRows) {
      const to = Math.min(from + chunkRows, rows);
      const chunk = DuckDBDataChunk.create(types, to - from);
      columns.forEach((column, index) => chunk.setColumnValues(index, slice(column, from, to)));
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
  }

  /**
   * Runs `work` in one transaction: committed when it resolves, rolled back when it throws. Inside an open one it is
   * part of that: what it throws must reach the outer work, which then rolls back everything.
   */
  transaction<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.isInTransaction ? work() : this.#enqueue(() => this.#transact(work));
  }

  async #transact<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.#connection.run("begin transaction");
    const transaction = Symbol("transaction");
    this.#open = transaction;
    try {
      const result = await runInside(transaction, work);
      await this.#connection.run("commit");
      return result;
    } catch (error) {
      await this.#connection.run("rollback").catch(() => undefined);
      throw error;
    } finally {
      this.#open = undefined;
    }
  }

  /** At once inside the open transaction, else when its turn comes. */
  #inTurn<Result>(statement: () => Promise<Result>): Promise<Result> {
    if (!this.isInTransaction) return this.#enqueue(statement);
    return this.#isClosed ? Promise.reject(closedAlready()) : statement();
  }

  /** True for whoever works in the open transaction: what it wrote no other session sees. */
  get isInTransaction(): boolean {
    return this.#open !== undefined && isInside(this.#open);
  }

  #enqueue<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#tail.then(() => (this.#isClosed ? Promise.reject(closedAlready()) : work()));
    this.#tail = turn.catch(() => undefined);
    return turn;
  }

  /** Makes the statement that runs now fail, and with it its transaction. */
  interrupt(): void {
    this.#connection.interrupt();
  }

  /** To close it twice is to close it once. What runs goes on, and keeps the store open until it ends. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#onClose(this);
    this.#connection.closeSync();
  }

  /** Breaks off what runs and closes it; resolves when nothing of it is left. */
  async end(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#onClose(this);
    // Again and again: the engine forgets what it was told before a statement began.
    const interrupting = setInterval(() => this.interrupt(), interruptMilliseconds);
    this.interrupt();
    await this.#tail;
    clearInterval(interrupting);
    this.#connection.closeSync();
  }
}

const interruptMilliseconds = 20;

const closedAlready = (): Error => new Error("The session was closed.");

const gather = (chunks: readonly DuckDBDataChunk[], index: number, total: number): Column => {
  const first = chunks[0]?.getColumnVector(index);
  const typed = first !== undefined && "items" in first ? emptyLike(first.items, total) : null;
  if (typed === null) return chunks.flatMap((chunk) => chunk.getColumnValues(index) as (string | null)[]);
  let offset = 0;
  for (const chunk of chunks) {
    const vector = chunk.getColumnVector(index);
    if ("items" in vector) typed.set(vector.items as never, offset);
    offset += chunk.rowCount;
  }
  return typed;
};
