// The stage `land`, and with it `map` and `screen`: one file of one source → staged events and faults. Bad data is
// a row, never an exception; a file that cannot be read whole is one quarantined record and nothing else.
import { type FoundFile, openFile } from "../../connectors/transports/files.ts";
import { digestOfFile, FileBytes } from "../../connectors/transports/files/bytes/file-bytes.ts";
import type { EarlierContent } from "../../connectors/transports/files/opened-file.ts";
import { readSizes, type ReadSizes } from "../../connectors/transports/files/records/record-block.ts";
import { UnreadableFile } from "../../connectors/transports/files/bytes/unreadable-file.ts";
import type { Session } from "../warehouse/session.ts";
import type { StagePlan } from "./land/stage-plan.ts";
import { type FileCounts, stageRecords } from "./land/stage-records.ts";
import { createTables, dropTables, type StagedTables, tidyTables } from "./land/staged-tables.ts";
import type { StagedContent, StagedFile } from "./staged-file.ts";

export interface InputFile extends FoundFile {
  /** What the store calls this content of the file. */
  readonly origin: string;
}

export interface StageOptions {
  /** What was read of this file before: if it only grew by whole lines, the rest is read. */
  readonly earlier?: EarlierContent | undefined;
  readonly sizes?: ReadSizes;
  /** Told now and then how many bytes of the file have been read. */
  readonly onRead?: (bytes: number) => void;
}

/**
 * Reads, maps and screens one file. All sessions work on it, at most one block each in memory; they must be used for
 * nothing else meanwhile. Throws PolkuError mapping_failed; then nothing stays staged.
 */
export const stageFile = async (
  sessions: readonly [Session, ...Session[]],
  file: InputFile,
  plan: StagePlan,
  options: StageOptions = {},
): Promise<StagedFile> => {
  const [session] = sessions;
  const tables = await createTables(session);
  try {
    const staged = await stageContent(sessions, tables, file, plan, options);
    await tidyTables(session, tables);
    return staged;
  } catch (error) {
    await dropTables(session, tables);
    if (error instanceof UnreadableFile) return stageUnreadable(session, file, error, options);
    throw error;
  }
};

/** Removes what `stageFile` made. */
export const dropStaged = async (session: Session, files: readonly StagedContent[]): Promise<void> => {
  for (const { eventsTable, faultsTable } of files) {
    await session.run(`drop table if exists ${eventsTable}`);
    await session.run(`drop table if exists ${faultsTable}`);
  }
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
    limits: plan.limits,
    prefersRows: plan.mapping.input === "rows",
    sizes,
    ...(earlier === undefined ? {} : { earlier }),
  });
  try {
    const { bytes } = opened;
    const before = (opened.isTail ? earlier : undefined) ?? { sizeBytes: 0, recordsThrough: 0 };
    const counts = await stageRecords({ sessions, tables, plan, origin: file.path, onRead }, opened);
    const digest = bytes.isComplete ? bytes.digest() : await digestOfFile(bytes.path, sizes.chunkBytes);
    return stagedFile(file, tables, {
      ...counts,
      ...digest,
      modifiedNs: bytes.modifiedNs,
      endsWithNewline: opened.shape !== "parquet" && opened.endsWithNewline(),
      isUnreadable: false,
      bytesRead: digest.sizeBytes - before.sizeBytes,
      recordsThrough: Math.max(counts.lastPosition, before.recordsThrough),
    });
  } finally {
    await opened.bytes.close();
  }
};

type Facts = FileCounts & Omit<StagedFile, "path" | "origin" | "eventsTable" | "faultsTable">;

const stagedFile = (file: InputFile, tables: StagedTables, facts: Facts): StagedFile => {
  const { lastPosition: _, ...counts } = facts;
  return {
    path: file.path,
    origin: file.origin,
    ...counts,
    eventsTable: tables.events,
    faultsTable: tables.faults,
  };
};

/** The verdict on a whole file: one quarantined record, and nothing of its content. */
const stageUnreadable = async (
  session: Session,
  file: InputFile,
  verdict: UnreadableFile,
  { sizes = readSizes }: StageOptions,
): Promise<StagedFile> => {
  const tables = await createTables(session);
  await tidyTables(session, tables);
  await session.run(
    `insert into ${tables.faults} values (0, 'file_unreadable', $1, null, null, 'file', true)`,
    [verdict.message],
  );
  const found = await FileBytes.find(file.absolutePath, sizes.chunkBytes).catch(() => null);
  const digest = await digestOfFile(file.absolutePath, sizes.chunkBytes);
  return stagedFile(file, tables, {
    ...digest,
    modifiedNs: found?.modifiedNs ?? 0n,
    endsWithNewline: false,
    isUnreadable: true,
    bytesRead: digest.sizeBytes,
    lastPosition: 0,
    recordsThrough: 0,
    records: 1,
    quarantinedRecords: 1,
    receivedFaulty: 0,
  });
};
