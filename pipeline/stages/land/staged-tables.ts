// The tables of one batch in the in-memory catalog `staging`, from their making to their end.
import type { Session } from "../../warehouse/session.ts";

export interface StagedTables {
  /** Good events, and faulty ones with the reason. */
  readonly events: string;
  readonly faults: string;
  /** Records of a file that is mapped whole. */
  readonly records: string;
  /** Texts of the records of faulty events. */
  readonly texts: string;
}

let staged = 0;

const eventsDefinition = `(
  event_id varchar, channel varchar, event_type varchar, vendor_event varchar, direction varchar,
  occurred_at timestamp, sequence bigint, revision varchar, sent_at timestamp, received_at timestamp,
  identifiers struct(namespace varchar, "value" varchar, is_verified boolean)[], identity_action varchar,
  item varchar, campaign varchar, "value" decimal(18, 2), currency varchar, traits varchar, consent varchar,
  properties varchar, position bigint, positions bigint[], reason varchar, detail varchar
)`;

const faultsDefinition = `(
  position bigint, reason varchar, detail varchar, event_id varchar, record blob, shape varchar, is_record boolean
)`;

/** Empty tables with names that no other batch has. */
export const createTables = async (session: Session): Promise<StagedTables> => {
  staged += 1;
  const number = staged;
  const tables: StagedTables = {
    events: `staging.events_${number}`,
    faults: `staging.faults_${number}`,
    records: `staging.records_${number}`,
    texts: `staging.texts_${number}`,
  };
  await session.run(`create table ${tables.events} ${eventsDefinition}`);
  await session.run(`create table ${tables.faults} ${faultsDefinition}`);
  await session.run(`create table ${tables.texts} (position bigint, record blob)`);
  return tables;
};

/** Removes what only reading needed. */
export const tidyTables = (session: Session, tables: StagedTables): Promise<void> =>
  dropTables(session, { ...tables, events: "", faults: "" });

export const dropTables = async (session: Session, tables: StagedTables): Promise<void> => {
  for (const table of [tables.events, tables.faults, tables.records, tables.texts]) {
    if (table !== "") await session.run(`drop table if exists ${table}`);
  }
};
