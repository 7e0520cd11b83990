// The comment that opens a model or an audit: one sentence, then `key: value` lines. Refuses unknown keys, so that
// a misspelt line is no silent gap.
import { PolkuError } from "../../../models/errors.ts";

/** What the model becomes: see docs/journeys.md. */
export const modelKinds = ["dictionary", "profile", "scratch", "table", "view"] as const;
export type ModelKind = (typeof modelKinds)[number];

/** A generic audit: `unique(a, b)`, `not_null(a)`, `between(a, 0, 1)`. */
export interface Check {
  readonly name: string;
  readonly of: readonly string[];
}

export interface Header {
  readonly name: string;
  readonly sentence: string;
  readonly grain: readonly string[];
  readonly kind: ModelKind | undefined;
  readonly severity: "stop" | "warn";
  /** A cfg_ table: the query runs once for each of its rows. */
  readonly each: string | undefined;
  /** Of a dictionary: the column of the numbers. */
  readonly key: string | undefined;
  readonly checks: readonly Check[];
  readonly columns: ReadonlyMap<string, string>;
}

const faulty = (path: string, problem: string): PolkuError =>
  new PolkuError("internal", { problem: `The header of ${path} cannot be read: ${problem}.` });

const listed = (text: string | undefined): string[] =>
  (text ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");

/** The comment's entries, in order; a line that starts with two spaces or more continues the one before. */
const entriesOf = (path: string, text: string): [string, string][] => {
  const entries: [string, string][] = [];
  for (const line of text.split("\n")) {
    if (!line.startsWith("--")) break;
    const entry = /^-- ((?:column )?\w+):\s*(.*)$/.exec(line);
    const last = entries.at(-1);
    if (entry !== null) entries.push([entry[1] ?? "", (entry[2] ?? "").trim()]);
    else if (last !== undefined && /^-- {2,}\S/.test(line)) last[1] += ` ${line.slice(2).trim()}`;
    else throw faulty(path, `"${line}" is no entry and continues none`);
  }
  return entries;
};

const checksOf = (text: string | undefined): Check[] =>
  [...(text ?? "").matchAll(/(\w+)\(([^)]*)\)/g)].map((match) => ({
    name: match[1] ?? "",
    of: listed(match[2]),
  }));

const kindOf = (path: string, text: string | undefined): ModelKind | undefined => {
  const kind = modelKinds.find((known) => known === text);
  if (text !== undefined && kind === undefined) throw faulty(path, `${text} is no kind`);
  return kind;
};

const knownKeys = ["grain", "kind", "audits", "each", "key", "order", "severity"];

/** Reads the header of a file of sql/; `path` is used in messages and gives the name. */
export const parseHeader = (path: string, text: string): Header => {
  const name = path.replace(/^.*\//, "").replace(/\.sql$/, "");
  const [first, ...entries] = entriesOf(path, text);
  if (first?.[0] !== name) throw faulty(path, "it does not start with the file's name");
  const lines = new Map(entries);
  const unknown = [...lines.keys()].find((key) => !knownKeys.includes(key) && !key.startsWith("column "));
  if (unknown !== undefined) throw faulty(path, `it has an unknown entry, ${unknown}`);
  const columns = entries.filter(([key]) => key.startsWith("column "));
  return {
    name,
    sentence: first[1],
    grain: listed(lines.get("grain")),
    kind: kindOf(path, lines.get("kind")),
    severity: lines.get("severity") === "warn" ? "warn" : "stop",
    each: lines.get("each"),
    key: lines.get("key"),
    checks: checksOf(lines.get("audits")),
    columns: new Map(columns.map(([key, comment]) => [key.slice("column ".length), comment])),
  };
};
