// The stage `map`: a mapping's SELECT over the records of one staged table, each column brought to its text form.
// The same SQL serves one block of a stream and a whole file; nothing is interpreted outside of it.
import { type MappedColumn, mappedColumns } from "../../models/canonical-event.ts";
import { PolkuError } from "../../models/errors.ts";
import { type DescribedColumn, describedColumns } from "../warehouse/described-columns.ts";
import { quotedText } from "../warehouse/quoting.ts";
import type { Session } from "../warehouse/session.ts";
import { noRecords } from "./land/records/record-queries.ts";
import {
  linesQuery,
  ownRowsQuery,
  type RecordKey,
  type RecordShape,
  rowsQuery,
} from "./land/records/record-shape.ts";
import type { Mapping } from "./map/mapping.ts";

/** Where records lie, and what is said of their source. */
export interface MapInput {
  readonly mapping: Mapping;
  readonly source: string;
  readonly timezone: string;
  readonly shape: RecordShape;
  /** The keys of all records: only for a mapping that reads the rows of a JSON file as they are. */
  readonly keys: readonly RecordKey[];
}

/** True where no part of a file can be mapped before all of it is there. */
export const needsWholeFile = ({ mapping, shape }: Pick<MapInput, "mapping" | "shape">): boolean =>
  mapping.isGrouped || readsOwnKeys({ mapping, shape });

/** True where the keys of all records are needed as columns. */
export const readsOwnKeys = ({ mapping, shape }: Pick<MapInput, "mapping" | "shape">): boolean =>
  mapping.input === "rows" && mapping.columns === null && shape.kind === "json";

const relation = ({ mapping, shape, keys }: MapInput): string => {
  if (mapping.input === "lines") return `lines as (${linesQuery(shape)})`;
  const rows = mapping.columns === null ? ownRowsQuery(shape, keys) : rowsQuery(shape, mapping.columns);
  return `rows as (${rows})`;
};

/** The statement without the semicolon, and the comments, at its end. */
const statementOf = (sql: string): string => sql.replace(/;(?:\s|;|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*$/, "");

/** The parts of a `with` behind `records` that end in `mapped`, the mapping's own result. */
const mappedParts = (input: MapInput): string =>
  `source_settings as (
  select ${quotedText(input.source)} as source, ${quotedText(input.timezone)} as timezone
),
${relation(input)},
mapped as (
${statementOf(input.mapping.sql)}
)`;

/** What mappings give that read the same columns of every file: asking costs as much as a small file. */
const described = new WeakMap<Mapping, readonly DescribedColumn[]>();

/** Asks the warehouse what a mapping gives. Throws where its SQL is wrong, or gives what no event has. */
export const describeMapping = async (
  session: Session,
  input: MapInput,
): Promise<readonly DescribedColumn[]> => {
  const { mapping, source, shape } = input;
  const known = described.get(mapping);
  if (known !== undefined) return known;
  const given = await describedColumns(
    session,
    `with ${noRecords(shape)}, ${mappedParts(input)} select * from mapped`,
  );
  const unknown = given.find(({ name }) => !Object.hasOwn(mappedColumns, name));
  const hasPosition = given.some(({ name }) => name === "position");
  if (unknown !== undefined || !hasPosition) {
    const problem =
      unknown === undefined
        ? "it gives no column position"
        : `it gives a column ${unknown.name}, which no event has`;
    throw new PolkuError("mapping_failed", { mapping: mapping.name, source, origin: "any file", problem });
  }
  if (mapping.input === "lines" || mapping.columns !== null) described.set(mapping, given);
  return given;
};

/** The parts of a `with` behind `records` that end in `mapped_events`: every column of an event, in its type. */
export const mappedEvents = (input: MapInput, given: readonly DescribedColumn[]): string => {
  const types = new Map(given.map(({ name, type }) => [name, type]));
  const columns = Object.entries(mappedColumns).map(([name, type]) => {
    const givenType = types.get(name);
    const value = givenType === undefined ? "null" : valueOf(name as MappedColumn, givenType, input.mapping);
    const cast = `cast(${value} as ${type})`;
    const isChecked = name === "identifiers" && input.mapping.isCustom;
    return `${isChecked ? `whole_identifiers(${cast})` : cast} as ${name}`;
  });
  return `${mappedParts(input)},\nmapped_events as (\n  select ${columns.join(",\n    ")}\n  from mapped\n)`;
};

const documents: readonly MappedColumn[] = ["traits", "consent", "properties"];

/** A column as its type is written in text. */
const valueOf = (name: MappedColumn, type: string, mapping: Mapping): string => {
  if (documents.includes(name)) return documentOf(name, type, mapping);
  if (mappedColumns[name] !== "varchar") return name;
  if (type.startsWith("TIMESTAMP WITH TIME ZONE")) return `strftime(${name}, '%Y-%m-%dT%H:%M:%S.%fZ')`;
  return isNested(type) ? `to_json(${name})` : name;
};

/** A JSON text. What a user's mapping gives may be any text: it is then a JSON string. */
const documentOf = (name: MappedColumn, type: string, mapping: Mapping): string => {
  if (type === "JSON") return `nullif(cast(${name} as varchar), 'null')`;
  if (type !== "VARCHAR") return `to_json(${name})`;
  return mapping.isCustom ? `case when json_valid(${name}) then ${name} else to_json(${name}) end` : name;
};

const isNested = (type: string): boolean => /\]$|^(STRUCT|MAP|UNION)\b/.test(type);
