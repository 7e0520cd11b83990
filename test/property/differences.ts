// Tables compared as multisets of rows; floating numbers are equal where twelve digits are.
import { compareText, type Row } from "../oracle/measures.ts";
import type { Tables } from "./playground.ts";

export interface Difference {
  readonly table: string;
  /** Rows of the left that the right lacks, and the other way round, as JSON. */
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
}

const plain = (value: unknown): unknown =>
  typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(12)) : value;

const written = (row: Row, columns: readonly string[]): string =>
  JSON.stringify(Object.fromEntries(columns.map((column) => [column, plain(row[column] ?? null)])));

const without = (rows: readonly string[], others: readonly string[]): string[] => {
  const rest = [...others];
  return rows.filter((row) => {
    const place = rest.indexOf(row);
    if (place !== -1) rest.splice(place, 1);
    return place === -1;
  });
};

const columnsOf = (rows: readonly Row[]): string[] => Object.keys(rows[0] ?? {}).toSorted(compareText);

/** What differs, over the tables and the columns of `expected`; an empty list where they are equal. */
export const differences = (expected: Tables, got: Tables, ignored: readonly string[] = []): Difference[] =>
  Object.entries(expected).flatMap(([table, rows]) => {
    const other = got[table] ?? [];
    const columns = columnsOf(rows.length > 0 ? rows : other).filter(
      (column) => !ignored.includes(`${table}.${column}`),
    );
    const [left, right] = [rows, other].map((some) => some.map((row) => written(row, columns)));
    const missing = without(left ?? [], right ?? []);
    const unexpected = without(right ?? [], left ?? []);
    return missing.length + unexpected.length === 0 ? [] : [{ table, missing, unexpected }];
  });
