// The stage `land`, and with it `map` and `screen`: files of one source → staged events and faults. Bad data is a
// row, never an exception; a file that cannot be read whole is one quarantined record and nothing else.
import { openFile } from "../../connectors/transports/files.ts";
import { digestOfFile, FileBytes } from "../../connectors/transports/files/bytes/file-bytes.ts";
import type { EarlierContent } from "../../connectors/transports/files/opened-file.ts";
import { UnreadableFile } from "../../connectors/transports/files/bytes/unreadable-file.ts";
import { readSizes, type ReadSizes } from "../../connectors/transports/files/records/record-block.ts";
import { PolkuError } from "../../models/errors.ts";
import type { Session } from "../warehouse/session.ts";
import { contentFacts, type InputFile } from "./land/input-file.ts";
import { fileLimits, type StagePlan } from "./land/stage-plan.ts";
import { stageRecords } from "./land/stage-records.ts";
import { createTables, dropTables, type StagedTables, tidyTables } from "./land/staged-tables.ts";
import type { StagedBatch, StagedFile } from "./staged-file.ts";

export interface StageOptions {
  /** What was read of this file before: if it only grew by whole lines, the rest is read. */
  readonly earlier?: EarlierContent | undefined;
  readonly sizes?: ReadSizes;
  /** Told now and then how many bytes of the file have been read. */
  readonly onRead?: (bytes: number) => void;
}

/**
 * Reads, maps and screens one file. All sessions work on it, at most one block each in memory; they must be used for
 * nothing else meanwhile. A file on which its mapping fails is set aside like one that cannot be read.
 */
export const stageFile = async (
  sessions: readonly [Session, ...Session[]],
  file: InputFile,
  plan: StagePlan,
  options: StageOptions = {},
): Promise<StagedBatch> => {
  const [session] = sessions;
  const tables = await createTables(session);
  try {
    const staged = await stageContent(sessions, tables, file, plan, options);
    await tidyTables(session, tables);
    return batchOf(tables, [staged]);
  } catch (error) {
    await dropTables(session, tables);
    const verdict = verdictOf(error);
    if (verdict === null) throw error;
    return stageUnreadable(session, file, verdict, options);
  }
};

/** Removes what staging made. */
export const dropStaged = async (
  session: Session,
  batches: readonly Pick<StagedBatch, "eventsTable" | "faultsTable">[],
): Promise<void> => {
  for (const { eventsTable, faultsTable } of batches) {
    await session.run(`drop table if exists ${eventsTable}`);
    await session.run(`drop table if exists ${faultsTable}`);
  }
};

const batchOf = (tables: StagedTables, files: readonly StagedFile[]): StagedBatch => ({
  eventsTable: tables.events,
  faultsTable: tables.faults,
  files,
});

/** What is said of the whole file; null where the fault is not in the file or its mapping. */
const verdictOf = (error: unknown): UnreadableFile | null => {
  if (error instanceof UnreadableFile) return error;
  if (!(error instanceof PolkuError) || error.code !== "mapping_failed") return null;
  const { mapping = "", problem = "" } = error.details;
  return new UnreadableFile(`the mapping ${mapping} failed on it: ${problem}`, { cause: error });
};

const stageContent = async (
  sessions: readonly [Session, ...Session[]],
  tables: StagedTables,
  file: InputFile,
  plan: StagePlan,
  options: StageOptions,
): Promise<StagedFile> => {
  const { earlier, sizes = readSizes, onRead = () => undefined } = options;
  const opened = await openFile(file.absolutePath, {
    ...fileLimits(plan),
    sizes,
    ...(earlier === undefined ? {} : { earlier }),
  });
  try {
    const staging = { sessions, tables, plan, origin: file.path, onRead };
    const { lastPosition, ...counts } = await stageRecords(staging, opened);
    const facts = await contentFacts(opened, lastPosition, earlier, sizes);
    return { path: file.path, origin: file.origin, ...counts, ...facts, firstPosition: 0, positionShift: 0 };
  } finally {
    await opened.bytes.close();
  }
};

/** The verdict on a whole file: one quarantined record, and nothing of its content. */
const stageUnreadable = async (
  session: Session,
  file: InputFile,
  verdict: UnreadableFile,
  { sizes = readSizes }: StageOptions,
): Promise<StagedBatch> => {
  const tables = await createTables(session);
  await tidyTables(session, tables);
  await session.run(
    `insert into ${tables.faults} values (0, 'file_unreadable', $1, null, null, 'file', true)`,
    [verdict.message],
  );
  const found = await FileBytes.find(file.absolutePath, sizes.chunkBytes).catch(() => null);
  const digest = await digestOfFile(file.absolutePath, sizes.chunkBytes);
  const staged: StagedFile = {
    path: file.path,
    origin: file.origin,
    ...digest,
    modifiedNs: found?.modifiedNs ?? 0n,
    endsWithNewline: false,
    isUnreadable: true,
    bytesRead: digest.sizeBytes,
    recordsThrough: 0,
    records: 1,
    quarantinedRecords: 1,
    receivedFaulty: 0,
    firstPosition: 0,
    positionShift: 0,
  };
  return batchOf(tables, [staged]);
};
