// Brings the records of one opened file into staged tables and through its mapping: block by block where the mapping
// allows it, else the whole file at once.
import type {
  OpenedFile,
  OpenedParquet,
  OpenedRecords,
} from "../../../connectors/transports/files/opened-file.ts";
import type { RecordBlock } from "../../../connectors/transports/files/records/record-block.ts";
import { PolkuError } from "../../../models/errors.ts";
import type { Session } from "../../warehouse/session.ts";
import { type MapInput, needsWholeFile, readsOwnKeys } from "../map.ts";
import { settleFaults } from "../screen.ts";
import { condemnDeepRecords } from "./records/deep-records.ts";
import { EventMapper } from "./event-mapper.ts";
import { createParquetRecords } from "./records/parquet-records.ts";
import {
  jsonShape,
  quarantineShape,
  type RecordKey,
  type RecordShape,
  textColumns,
} from "./records/record-shape.ts";
import { insertFaults } from "./records/record-faults.ts";
import { blockParameters, blockRecords, noRecords } from "./records/record-queries.ts";
import { spread } from "./spread.ts";
import { screenSettings, type StagePlan, timezoneOf } from "./stage-plan.ts";
import type { StagedTables } from "./staged-tables.ts";

export interface FileCounts {
  readonly records: number;
  readonly quarantinedRecords: number;
  readonly receivedFaulty: number;
  /** The highest position given, blank places included. */
  readonly lastPosition: number;
}

export interface Staging {
  readonly sessions: readonly [Session, ...Session[]];
  readonly tables: StagedTables;
  readonly plan: StagePlan;
  /** Stands in messages. */
  readonly origin: string;
  /** Told after each block how many bytes of the file have been read so far. */
  readonly onRead: (bytes: number) => void;
}

interface Landed {
  readonly shape: RecordShape;
  readonly records: number;
  readonly lastPosition: number;
}

/** Throws UnreadableFile where the file breaks off, PolkuError where the mapping is wrong. */
export const stageRecords = async (staging: Staging, opened: OpenedFile): Promise<FileCounts> => {
  const { sessions, tables } = staging;
  const { shape, ...landed } =
    opened.shape === "parquet" ? await landParquet(staging, opened) : await landText(staging, opened);
  return { ...landed, ...(await settled(sessions[0], tables, shape)) };
};

/** What was set aside of the records in the tables, once all of them are mapped. */
export const settled = async (
  session: Session,
  tables: StagedTables,
  shape: RecordShape,
): Promise<Pick<FileCounts, "quarantinedRecords" | "receivedFaulty">> => {
  const { receivedFaulty } = await settleFaults(session, tables, quarantineShape(shape));
  const quarantinedRecords = await session.count(`select count(*) from ${tables.faults} where is_record`);
  return { quarantinedRecords, receivedFaulty };
};

const landText = async (staging: Staging, opened: OpenedRecords): Promise<Landed> => {
  const shape = opened.shape === "json" ? jsonShape : textColumns(opened.columns);
  const input = mapInput(staging.plan, shape, []);
  return needsWholeFile(input) ? landWhole(staging, opened, shape) : landBlocks(staging, opened, input);
};

const mapInput = (plan: StagePlan, shape: RecordShape, keys: readonly RecordKey[]): MapInput => ({
  mapping: plan.mapping,
  source: plan.source.name,
  timezone: timezoneOf(plan),
  shape,
  keys,
});

const landParquet = async (staging: Staging, opened: OpenedParquet): Promise<Landed> => {
  const { sessions, tables, plan, onRead } = staging;
  const [session] = sessions;
  const shape = await opened.withPlainFile(plan.temporaryFolder, (path) =>
    createParquetRecords(session, tables.records, path, plan.limits),
  );
  onRead(opened.bytes.sizeBytes);
  await condemnDeepRecords(session, tables.records, shape, plan.limits);
  const records = await session.count(`select count(*) from ${tables.records}`);
  await mapWhole(staging, shape, records);
  return { shape, records, lastPosition: records };
};

/** Counts the blocks of a file as they pass. */
class Tally {
  records = 0;
  lastPosition = 0;

  add(block: RecordBlock): void {
    this.records += block.records;
    this.lastPosition = Math.max(this.lastPosition, block.firstPosition + block.places - 1);
  }

  landed(shape: RecordShape): Landed {
    return { shape, records: this.records, lastPosition: this.lastPosition };
  }
}

/**
 * One transaction of each session around the work. Committed block by block, the warehouse would compress what it
 * holds every few blocks, which takes longer than to map it.
 */
const inTransactions = ([session, ...others]: readonly Session[], work: () => Promise<void>): Promise<void> =>
  session === undefined ? work() : session.transaction(() => inTransactions(others, work));

const landBlocks = async (staging: Staging, opened: OpenedRecords, input: MapInput): Promise<Landed> => {
  const { sessions, tables, plan, origin, onRead } = staging;
  const mapper = new EventMapper(input, screenSettings(plan), origin, tables);
  const tally = new Tally();
  try {
    await inTransactions(sessions, async () => {
      const planned = mapper.plan(sessions[0]);
      await spread(opened.blocks(), sessions, async (block, session) => {
        tally.add(block);
        onRead(opened.bytes.sizeBytes);
        await mapper.mapBlock(session, block);
        await insertFaults(session, tables.faults, block.faults, input.shape);
      }).finally(() => planned);
    });
    await mapper.checkPositions(sessions[0], tally.lastPosition);
  } finally {
    mapper.close();
  }
  return tally.landed(input.shape);
};

/** One block of records with the verdicts on it: for what fits into memory whole. Throws mapping_failed. */
export const stageBlock = async (
  { session, tables, plan, origin }: Pick<Staging, "tables" | "plan" | "origin"> & { session: Session },
  block: RecordBlock,
  shape: RecordShape,
): Promise<void> => {
  const mapper = new EventMapper(mapInput(plan, shape, []), screenSettings(plan), origin, tables);
  try {
    await session.transaction(async () => {
      await insertFaults(session, tables.faults, block.faults, shape);
      await mapper.mapBlock(session, block);
    });
    await mapper.checkPositions(session, block.firstPosition + block.places - 1);
  } finally {
    mapper.close();
  }
  await settleFaults(session, tables, quarantineShape(shape));
};

const landWhole = async (staging: Staging, opened: OpenedRecords, shape: RecordShape): Promise<Landed> => {
  const { sessions, tables, onRead } = staging;
  const tally = new Tally();
  await sessions[0].run(`create table ${tables.records} as with ${noRecords(shape)} from records`);
  await inTransactions(sessions, () =>
    spread(opened.blocks(), sessions, async (block, session) => {
      tally.add(block);
      onRead(opened.bytes.sizeBytes);
      await insertFaults(session, tables.faults, block.faults, shape);
      await session.run(
        `insert into ${tables.records} by name with ${blockRecords(shape)} from records`,
        blockParameters(shape, block),
      );
    }),
  );
  await mapWhole(staging, shape, tally.lastPosition);
  return tally.landed(shape);
};

/** Maps the table of all records. `lastPosition` null: the caller chose the positions. */
export const mapWhole = async (
  staging: Staging,
  shape: RecordShape,
  lastPosition: number | null,
): Promise<void> => {
  const { sessions, tables, plan, origin } = staging;
  const [session] = sessions;
  const keys = readsOwnKeys({ mapping: plan.mapping, shape }) ? await keysOf(staging) : [];
  const mapper = new EventMapper(mapInput(plan, shape, keys), screenSettings(plan), origin, tables);
  try {
    await mapper.mapTable(session, tables.records);
    if (lastPosition !== null) await mapper.checkPositions(session, lastPosition);
  } finally {
    mapper.close();
  }
};

/** More keys than this are no table. */
const maxKeys = 2000;

/** Every key that any record has; those that differ only in case are one, for SQL does not tell them apart. */
const keysOf = async ({ sessions: [session], tables, plan, origin }: Staging): Promise<RecordKey[]> => {
  const rows = await session.rows(
    `select list_sort(list(key)) as spellings from (
      select distinct unnest(json_keys(line)) as key from ${tables.records} where reason is null
    )
    where lower(key) not in ('position', 'rest') group by lower(key) order by lower(key) limit ${maxKeys + 1}`,
  );
  if (rows.length > maxKeys) {
    const problem = `the records have more than ${maxKeys} different keys; read \`lines\` instead of \`rows\``;
    const { mapping, source } = plan;
    throw new PolkuError("mapping_failed", { mapping: mapping.name, source: source.name, origin, problem });
  }
  return rows.flatMap(({ spellings }) => {
    const texts = Array.isArray(spellings) ? spellings.filter((text) => typeof text === "string") : [];
    const [name] = texts;
    return name === undefined ? [] : [{ name, spellings: texts }];
  });
};
