// The stage `screen`: one verdict for each event of a mapping, and from these one for each record. Decides nothing
// by identity: an event without a usable identifier is a good event.
import { eventTypes } from "../../models/event-types.ts";
import { quarantineReasons } from "../../models/verdict.ts";
import { quotedText } from "../warehouse/quoting.ts";
import type { Session } from "../warehouse/session.ts";
import { sqlText } from "../warehouse/sql-text.ts";
import { tellJsonFaults } from "./land/records/json-faults.ts";
import type { StagedTables } from "./land/staged-tables.ts";

export interface ScreenSettings {
  readonly timezone: string;
  /** For events whose mapping gives none. */
  readonly channel: string | undefined;
  readonly maxIdentifiers: number;
}

const listOf = (texts: readonly string[]): string => `[${texts.map(quotedText).join(", ")}]`;

// Written out: joined to a list of so few, the events would be what is hashed.
const knownFault = `case
      when fault is not null then
        case when list_contains(${listOf(Object.keys(quarantineReasons))}, fault) then fault else 'unknown_kind' end
    end`;

/** The parts of a `with` behind `mapped_events` that end in `screened_events`. */
export const screenedEvents = ({ timezone, channel, maxIdentifiers }: ScreenSettings): string =>
  `event_types as (select unnest(${listOf(eventTypes)}) as event_type),
configured_events as (
  select
    * replace (${knownFault} as fault),
    ${quotedText(timezone)} as timezone,
    ${channel === undefined ? "null::varchar" : quotedText(channel)} as source_channel,
    ${maxIdentifiers} as max_identifiers_per_event
  from mapped_events
),
screened_events as (
${sqlText("sql/staging/screened_events.sql")}
)`;

/**
 * Sets faulty events aside; a commit passes over them. An event whose records give no other event takes them with it:
 * they are set aside whole. Of a record that gives several only the faulty event is. Gives the number of these.
 */
export const settleFaults = async (
  session: Session,
  tables: StagedTables,
  shape: string,
): Promise<{ receivedFaulty: number }> => {
  if ((await session.count(`select count(reason) from ${tables.events}`)) === 0) return { receivedFaulty: 0 };
  await session.run(
    `insert into ${tables.faults}
    with faulty as (
      select
        rowid as event_row, position, reason, detail, event_id,
        list_distinct(coalesce(positions, [position])) as positions
      from ${tables.events} where reason is not null
    ),
    faulty_records as (
      select event_row, unnest(positions) as position from faulty
    ),
    record_uses as (
      select position from ${tables.events} where positions is null
      union all
      select unnest(list_distinct(positions)) as position from ${tables.events} where positions is not null
    ),
    shared_records as (
      select position from record_uses
      semi join faulty_records using (position)
      group by position having count(*) > 1
    ),
    shared_events as (
      select distinct event_row from faulty_records semi join shared_records using (position)
    ),
    set_aside as (
      select faulty_records.position, reason, detail, event_id, true as is_record
      from faulty_records inner join faulty using (event_row)
      anti join shared_events using (event_row)
      union all
      select position, reason, detail, event_id, false as is_record
      from faulty semi join shared_events using (event_row)
    )
    select set_aside.position, reason, detail, event_id, texts.record, $1, is_record
    from set_aside left join ${tables.texts} as texts on set_aside.position = texts.position`,
    [shape],
  );
  await tellJsonFaults(session, tables.faults);
  return { receivedFaulty: await session.count(`select count(*) from ${tables.faults} where not is_record`) };
};
