// Blocks of records → staged tables. Here a record is first parsed: what is no JSON object or has too many fields
// gets its reason, and no mapping ever sees it.
import type { RecordBlock, RecordFault } from "../../../connectors/transports/files/records/record-block.ts";
import type { Parameter, Session } from "../../warehouse/session.ts";
import { type RecordShape, quarantineShape, recordText } from "./record-shape.ts";

interface Query {
  readonly sql: string;
  readonly parameters: readonly Parameter[];
}

const places = `texts as (select string_split(decode($1), $2) as texts),
places as (
  select unnest(texts) as line, $3::bigint + generate_subscripts(texts, 1) - 1 as position from texts
)`;

// Mappings may count on an object's braces at both ends. The general expression is slow, and rarely needed.
const jsonQuery = `with ${places},
trimmed as (
  select
    position,
    case
      when starts_with(line, '{') and ends_with(line, '}') then line
      when starts_with(line, '{') and ends_with(line, '}' || chr(13)) then regexp_replace(line, '\\r$', '')
      else regexp_replace(line, '^[ \\t\\r\\n]+|[ \\t\\r\\n]+$', '', 'g')
    end as line
  from places where line <> ''
)
select
  position,
  line,
  case
    when not json_valid(line) then 'not_json'
    when not starts_with(line, '{') then 'not_an_object'
  end as reason,
  null::varchar as detail
from trimmed`;

const columnsQuery = (columns: readonly { stored: string }[]): string => {
  const count = columns.length;
  const values = columns.map(({ stored }, index) => `nullif(fields[${index + 1}], '') as ${stored}`);
  return `with ${places},
  split as (select position, line, string_split(line, $4) as fields from places where line <> '')
  select
    ${["position", ...values].join(", ")},
    case when len(fields) <> ${count} then line end as raw,
    case when len(fields) <> ${count} then 'bad_row' end as reason,
    case when len(fields) <> ${count} then len(fields) || ' fields, the header has ${count}' end as detail
  from split`;
};

const blockQuery = (shape: RecordShape, block: RecordBlock): Query => {
  const parameters = [block.text, block.separator, BigInt(block.firstPosition)];
  return shape.kind === "json"
    ? { sql: jsonQuery, parameters }
    : { sql: columnsQuery(shape.columns), parameters: [...parameters, block.fieldSeparator ?? ","] };
};

/** Makes `table` hold the records of one block and nothing else. */
export const replaceRecords = async (
  session: Session,
  table: string,
  shape: RecordShape,
  block: RecordBlock,
): Promise<void> => {
  const { sql, parameters } = blockQuery(shape, block);
  await session.run(`create or replace table ${table} as ${sql}`, parameters);
};

const noRecords: RecordBlock = {
  text: Buffer.alloc(0),
  separator: "\n",
  firstPosition: 1,
  places: 0,
  records: 0,
  faults: [],
};

/** An empty table for records of a shape. */
export const createRecords = (session: Session, table: string, shape: RecordShape): Promise<void> =>
  replaceRecords(session, table, shape, noRecords);

export const appendRecords = async (
  session: Session,
  table: string,
  shape: RecordShape,
  block: RecordBlock,
): Promise<void> => {
  const { sql, parameters } = blockQuery(shape, block);
  await session.run(`insert into ${table} ${sql}`, parameters);
};

/** Records whose bytes alone condemned them → the table of faults. */
export const insertFaults = async (
  session: Session,
  table: string,
  faults: readonly RecordFault[],
  shape: RecordShape,
): Promise<void> => {
  if (faults.length === 0) return;
  const listOf = (text: (fault: RecordFault) => string): string => faults.map(text).join("\n");
  // Their bytes are no text that could be bound as it is, and a list of blobs cannot be bound at all.
  await session.run(
    `insert into ${table}
    select
      unnest(string_split($1, chr(10)))::bigint,
      unnest(string_split($2, chr(10))),
      nullif(unnest(string_split($3, chr(10))), ''),
      null,
      from_base64(unnest(string_split($4, chr(10)))),
      $5,
      true`,
    [
      listOf(({ position }) => String(position)),
      listOf(({ reason }) => reason),
      listOf(({ detail }) => detail ?? ""),
      listOf(({ bytes }) => bytes.toString("base64")),
      quarantineShape(shape),
    ],
  );
};

/** Records that the table itself condemned → the table of faults. */
export const moveFaults = async (
  session: Session,
  records: string,
  table: string,
  shape: RecordShape,
): Promise<void> => {
  if ((await session.count(`select count(reason) from ${records}`)) === 0) return;
  await session.run(
    `insert into ${table}
    select position, reason, detail, null, encode(${recordText(shape)}), $1, true
    from ${records} where reason is not null`,
    [quarantineShape(shape)],
  );
};
