// How records lie in a staged table: as JSON text, or as columns of text. Gives the SQL that reads them either way,
// so that any mapping can read any kind of file.
import { quotedName, quotedText } from "../../../warehouse/quoting.ts";

export interface StoredColumn {
  /** As the file names it. */
  readonly name: string;
  /** In the staged table; names of files are hostile. */
  readonly stored: string;
  /** How its text stands in JSON: quoted, or as it is. */
  readonly type: "text" | "number" | "json";
}

/** Beside these columns a table of records has position, reason, detail, and `text`: that of a record with a reason. */
export type RecordShape =
  | { readonly kind: "json" }
  | { readonly kind: "columns"; readonly columns: readonly StoredColumn[] };

export const jsonShape: RecordShape = { kind: "json" };

export const textColumns = (names: readonly string[]): RecordShape => ({
  kind: "columns",
  columns: names.map((name, index) => ({ name, stored: `c${index + 1}`, type: "text" })),
});

/** A key of JSON records as SQL sees it, and all ways in which records spell it. */
export interface RecordKey {
  readonly name: string;
  readonly spellings: readonly string[];
}

/** `line` or `row`: what the quarantine says of a record of this shape. */
export const quarantineShape = (shape: RecordShape): string => (shape.kind === "json" ? "line" : "row");

const memberOf = ({ name, stored, type }: StoredColumn): string => {
  const key = quotedText(`${JSON.stringify(name)}:`);
  // Neither is a number in JSON.
  const number = `case when ${stored} in ('nan', 'inf', '-inf') then to_json(${stored})::varchar else ${stored} end`;
  const value = { text: `to_json(${stored})::varchar`, number, json: stored }[type];
  return `case when ${stored} is not null then ${key} || ${value} end`;
};

/** A JSON object text of these columns, nulls left out; `{}` where all are null. */
export const objectOf = (columns: readonly StoredColumn[]): string =>
  columns.length === 0 ? "'{}'" : `'{' || concat_ws(',', ${columns.map(memberOf).join(", ")}) || '}'`;

/** The text that the quarantine keeps of a record. */
export const recordText = (shape: RecordShape): string =>
  `coalesce(text, ${shape.kind === "json" ? "line" : objectOf(shape.columns)})`;

/** The columns of a record, by which mappings read it. */
export const storedColumns = (shape: RecordShape): readonly string[] =>
  shape.kind === "json" ? ["line"] : shape.columns.map(({ stored }) => stored);

/** The relation `lines` over the good ones of `records`. */
export const linesQuery = (shape: RecordShape): string => {
  const line = shape.kind === "json" ? "line" : objectOf(shape.columns);
  return `select position, ${line} as line from records where reason is null`;
};

/** The relation `rows` with these columns and `rest`, over the good ones of `records`. */
export const rowsQuery = (shape: RecordShape, columns: readonly string[]): string =>
  shape.kind === "json"
    ? rowsOfJson(columns.map((name) => ({ name, spellings: [name] })))
    : rowsOfColumns(shape.columns, columns);

/** The relation `rows` with the columns that the file itself has. */
export const ownRowsQuery = (shape: RecordShape, keys: readonly RecordKey[]): string => {
  if (shape.kind === "json") return rowsOfJson(keys);
  const columns = shape.columns.map(({ name, stored }) => `${stored} as ${quotedName(name)}`);
  return `select ${["position", ...columns].join(", ")} from records where reason is null`;
};

/** A path to a member of any name. */
const pointer = (key: string): string => quotedText(`/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`);

const rowsOfJson = (keys: readonly RecordKey[]): string => {
  const all = keys.flatMap(({ spellings }) => spellings);
  const textOf = (spelling: string): string => `texts[${all.indexOf(spelling) + 1}]`;
  const values = keys.map(
    ({ name, spellings }) => `coalesce(${spellings.map(textOf).join(", ")}) as ${quotedName(name)}`,
  );
  const without = quotedText(JSON.stringify(Object.fromEntries(all.map((key) => [key, null]))));
  const texts = `json_extract_string(line, [${all.map(pointer).join(", ")}])`;
  return `select ${["position", ...values].join(", ")}, rest from (
    select position, ${texts} as texts, nullif(json_merge_patch(line, ${without})::varchar, '{}') as rest
    from records where reason is null
  )`;
};

const rowsOfColumns = (stored: readonly StoredColumn[], columns: readonly string[]): string => {
  const declared = columns.map((column) => ({ column, found: matching(stored, column) }));
  const used = new Set(declared.map(({ found }) => found));
  const rest = stored.filter((column) => !used.has(column));
  const values = declared.map(
    ({ column, found }) => `${found?.stored ?? "null::varchar"} as ${quotedName(column)}`,
  );
  return `select ${["position", ...values].join(", ")}, nullif(${objectOf(rest)}, '{}') as rest
    from records where reason is null`;
};

/** The column of this name, else of this name in another case. */
const matching = (stored: readonly StoredColumn[], wanted: string): StoredColumn | undefined =>
  stored.find(({ name }) => name === wanted) ??
  stored.find(({ name }) => name.toLowerCase() === wanted.toLowerCase());
