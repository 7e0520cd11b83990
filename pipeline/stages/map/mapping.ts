// The mapping of a source: a format's SQL or the user's own, and what it wants to read.
import type { Format } from "../../../connectors/connector.ts";
import { sqlText } from "../../warehouse/sql-text.ts";

export interface Mapping {
  /** As a message names it: the format, or the user's file. */
  readonly name: string;
  /** One SELECT over `lines` or `rows`. */
  readonly sql: string;
  readonly input: "lines" | "rows";
  /** The columns of `rows`; null: those that the file has. */
  readonly columns: readonly string[] | null;
  /** True where it must see all records of a file at once. */
  readonly isGrouped: boolean;
  /** The user's own: what it gives is checked more closely. */
  readonly isCustom: boolean;
}

/** A format's SQL, behind its basis where it has one. */
const formatSql = ({ mapping, basis }: Format): string => {
  const sql = sqlText(`connectors/${mapping}`);
  if (basis === undefined) return sql;
  const before = sqlText(`connectors/${basis.file}`);
  return `with ${basis.relation} as (\n${before}\n)\nselect * from (\n${sql}\n)`;
};

const mappings = new WeakMap<Format, Mapping>();

/** The same for the same format: what is known of it has to be found out once in a process. */
export const formatMapping = (format: Format): Mapping => {
  const known = mappings.get(format);
  if (known !== undefined) return known;
  const mapping: Mapping = {
    name: format.name,
    sql: formatSql(format),
    input: format.input,
    columns: format.columns ?? [],
    isGrouped: format.isGrouped ?? false,
    isCustom: false,
  };
  mappings.set(format, mapping);
  return mapping;
};

/** SQL without comments and quoted text, so that a search finds names only. */
const namesIn = (sql: string): string => sql.replaceAll(/--.*$|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'/gm, " ");

/** A mapping that reads `rows` anywhere wants rows; one that gives `positions` is grouped. */
export const customMapping = (name: string, sql: string): Mapping => {
  const names = namesIn(sql);
  return {
    name,
    sql,
    input: /\b(?:from|join)\s+(?:rows\b|"rows")/i.test(names) ? "rows" : "lines",
    columns: null,
    isGrouped: /\bpositions\b/i.test(names),
    isCustom: true,
  };
};
