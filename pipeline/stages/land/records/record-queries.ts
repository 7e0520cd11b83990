// The relation `records`: what a block or a staged table holds, in parts of a `with`. Here a record is first parsed:
// what is no JSON object, or has another number of fields, gets its reason and is hidden from every mapping.
import type { RecordBlock } from "../../../../connectors/transports/files/records/record-block.ts";
import { quarantineReasons } from "../../../../models/verdict.ts";
import { quotedText } from "../../../warehouse/quoting.ts";
import type { Parameter } from "../../../warehouse/session.ts";
import { type RecordShape, storedColumns } from "./record-shape.ts";

const places = `texts as (select string_split(decode($1), $2) as texts),
places as (
  select unnest(texts) as line, $3::bigint + generate_subscripts(texts, 1) - 1 as position from texts
)`;

// Mappings may count on an object's braces at both ends. The general expression is slow, and rarely needed.
// DuckDB may evaluate a mapping's own condition before `reason is null`: so no bad record keeps its line.
const jsonParts = `${places},
trimmed as (
  select
    position,
    case
      when starts_with(line, '{') and ends_with(line, '}') then line
      when starts_with(line, '{') and ends_with(line, '}' || chr(13)) then regexp_replace(line, '\\r$', '')
      else regexp_replace(line, '^[ \\t\\r\\n]+|[ \\t\\r\\n]+$', '', 'g')
    end as line
  from places where line <> ''
),
judged_records as (
  select
    position,
    line,
    case
      when not json_valid(line) then 'not_json'
      when not starts_with(line, '{') then 'not_an_object'
    end as reason
  from trimmed
),
records as materialized (
  select
    position,
    case when reason is null then line end as line,
    case when reason is not null then line end as text,
    reason,
    null::varchar as detail
  from judged_records
)`;

const columnParts = (columns: readonly string[]): string => {
  const count = columns.length;
  const values = columns.map((column, index) => `nullif(fields[${index + 1}], '') as ${column}`);
  return `${places},
split as (
  select position, line, string_split(line, $4) as fields from places where line <> ''
),
judged_records as (
  select
    position,
    case when len(fields) = ${count} then fields end as fields,
    case when len(fields) <> ${count} then line end as text,
    case when len(fields) <> ${count} then 'bad_row' end as reason,
    case when len(fields) <> ${count} then len(fields) || ' fields, the header has ${count}' end as detail
  from split
),
records as materialized (
  select ${["position", ...values].join(", ")}, text, reason, detail from judged_records
)`;
};

/** The records of a block, whose values are parameters: the same text for every block of a file. */
export const blockRecords = (shape: RecordShape): string =>
  shape.kind === "json" ? jsonParts : columnParts(storedColumns(shape));

export const blockParameters = (shape: RecordShape, block: RecordBlock): Parameter[] => [
  block.text,
  block.separator,
  BigInt(block.firstPosition),
  ...(shape.kind === "json" ? [] : [block.fieldSeparator ?? ","]),
];

/** The records of a staged table. */
export const tableRecords = (table: string): string => `records as (from ${table})`;

/**
 * What was set aside of `records`. By a join: a filter would be moved into `records`, beside that of the good ones, and
 * every line be judged twice.
 */
export const faultyRecords = `select position, reason, detail from records
semi join (select unnest([${Object.keys(quarantineReasons).map(quotedText).join(", ")}]) as reason) using (reason)`;

/** No records, to ask what a mapping would give of them. */
export const noRecords = (shape: RecordShape): string => {
  const columns = [...storedColumns(shape), "text", "reason", "detail"];
  const values = columns.map((column) => `null::varchar as ${column}`);
  return `records as (select null::bigint as position, ${values.join(", ")} where false)`;
};
