// The mapping of a source over records that the quarantine kept: after a mapping, a limit or a setting was
// corrected. The same stages as for a file; what is still faulty is set aside again.
import type { Session } from "../../warehouse/session.ts";
import { condemnDeepRecords } from "./records/deep-records.ts";
import { condemnLenientRecords } from "./records/json-faults.ts";
import { jsonShape } from "./records/record-shape.ts";
import { mapWhole, settled } from "./stage-records.ts";
import type { StagePlan } from "./stage-plan.ts";
import { createTables, dropTables, tidyTables } from "./staged-tables.ts";

export interface StagedRecords {
  readonly records: number;
  readonly quarantinedRecords: number;
  readonly receivedFaulty: number;
  /** As of a staged file; `shape` of its faults is `line` for all. */
  readonly eventsTable: string;
  readonly faultsTable: string;
}

/**
 * `query` gives position (unique in it), record (blob) and shape, for records of shape `line` and `row`; a row is
 * read as its JSON object, and one that never fitted its header stays a bad row. Throws mapping_failed; then nothing
 * stays staged.
 */
export const replayRecords = async (
  session: Session,
  query: string,
  plan: StagePlan,
): Promise<StagedRecords> => {
  const tables = await createTables(session);
  try {
    await session.run(`create table ${tables.records} as ${keptRecords(query, plan.limits.max_line_bytes)}`);
    await condemnDeepRecords(session, tables.records, jsonShape, plan.limits);
    await condemnLenientRecords(session, tables.records);
    const records = await session.count(`select count(*) from ${tables.records}`);
    await mapWhole(
      { sessions: [session], tables, plan, origin: "the quarantine", onRead: () => undefined },
      jsonShape,
      null,
    );
    const verdicts = await settled(session, tables, jsonShape);
    await tidyTables(session, tables);
    return { records, ...verdicts, eventsTable: tables.events, faultsTable: tables.faults };
  } catch (error) {
    await dropTables(session, tables);
    throw error;
  }
};

const keptRecords = (query: string, maxBytes: number): string => `
with kept as (${query}),
texts as (
  select position, shape, octet_length(record) as bytes, try(decode(record)) as line from kept
)
select
  position,
  line,
  line as text,
  case
    when line is null then 'invalid_utf8'
    when bytes > ${maxBytes} then 'line_too_long'
    when json_valid(line) then case when json_type(line) <> 'OBJECT' then 'not_an_object' end
    when shape = 'row' then 'bad_row'
    else 'not_json'
  end as reason,
  case when bytes > ${maxBytes} then bytes || ' bytes, the limit is ${maxBytes}' end as detail
from texts`;
