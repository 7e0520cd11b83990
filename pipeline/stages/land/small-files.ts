// Many small files read as one: each is held in memory whole, and those of one shape are mapped end to end, for to
// plan and run a mapping costs as much as a thousand records. What is not small and plain is left to `stageFile`.
import { openFile } from "../../../connectors/transports/files.ts";
import { UnreadableFile } from "../../../connectors/transports/files/bytes/unreadable-file.ts";
import type { EarlierContent, OpenedRecords } from "../../../connectors/transports/files/opened-file.ts";
import { readSizes, type RecordBlock } from "../../../connectors/transports/files/records/record-block.ts";
import type { Session } from "../../warehouse/session.ts";
import { needsWholeFile } from "../map.ts";
import type { StagedBatch, StagedContent, StagedFile } from "../staged-file.ts";
import { contentFacts, type InputFile } from "./input-file.ts";
import { jsonShape, type RecordShape, textColumns } from "./records/record-shape.ts";
import { fileLimits, type StagePlan } from "./stage-plan.ts";
import { stageBlock } from "./stage-records.ts";
import { createTables, dropTables, tidyTables } from "./staged-tables.ts";

/** Files up to this size are small. */
export const smallFileBytes = 1 << 18;

/** Content that unpacks to more than this is not small. */
const heldBytes = 4 << 20;

export interface SmallFile {
  readonly file: InputFile;
  readonly facts: Omit<
    StagedFile,
    "path" | "origin" | "quarantinedRecords" | "receivedFaulty" | "firstPosition" | "positionShift"
  >;
  readonly shape: RecordShape;
  /** Files with the same key are mapped together. */
  readonly key: string;
  /** One behind the other. */
  readonly blocks: readonly RecordBlock[];
}

/** The file in memory; null where it must be staged by itself. */
export const readSmallFile = async (
  file: InputFile,
  plan: StagePlan,
  earlier: EarlierContent | undefined,
): Promise<SmallFile | null> => {
  try {
    const opened = await openFile(file.absolutePath, {
      ...fileLimits(plan),
      ...(earlier === undefined ? {} : { earlier }),
    });
    try {
      if (opened.shape === "parquet") return null;
      const shape = opened.shape === "json" ? jsonShape : textColumns(opened.columns);
      return needsWholeFile({ mapping: plan.mapping, shape })
        ? null
        : await heldFile(file, opened, shape, earlier);
    } finally {
      await opened.bytes.close();
    }
  } catch (error) {
    if (error instanceof UnreadableFile) return null;
    throw error;
  }
};

const heldFile = async (
  file: InputFile,
  opened: OpenedRecords,
  shape: RecordShape,
  earlier: EarlierContent | undefined,
): Promise<SmallFile | null> => {
  const blocks: RecordBlock[] = [];
  let held = 0;
  for await (const block of opened.blocks()) {
    blocks.push(block);
    held += block.text.length;
    if (held > heldBytes) return null;
  }
  const [first] = blocks;
  if (
    blocks.some(
      (block) => block.separator !== first?.separator || block.fieldSeparator !== first.fieldSeparator,
    )
  )
    return null;
  const last = blocks.at(-1);
  const lastPosition = last === undefined ? 0 : last.firstPosition + last.places - 1;
  const records = blocks.reduce((sum, block) => sum + block.records, 0);
  return {
    file,
    facts: { records, ...(await contentFacts(opened, lastPosition, earlier, readSizes)) },
    shape,
    key: JSON.stringify([opened.shape, opened.columns, first?.separator, first?.fieldSeparator]),
    blocks,
  };
};

/** Maps and screens files of one key. Throws PolkuError mapping_failed; then nothing stays staged. */
export const stageSmallFiles = async (
  session: Session,
  files: readonly SmallFile[],
  plan: StagePlan,
): Promise<StagedBatch> => {
  const tables = await createTables(session);
  try {
    const placed = placedFiles(files);
    const blocks = files.flatMap((file) => file.blocks);
    const { shape = jsonShape } = files[0] ?? {};
    if (blocks.length > 0) {
      await stageBlock({ session, tables, plan, origin: "small files" }, joinedBlocks(blocks), shape);
    }
    await tidyTables(session, tables);
    const counts = await faultCounts(session, tables.faults, placed);
    return {
      eventsTable: tables.events,
      faultsTable: tables.faults,
      files: placed.map((staged, index) => ({ ...staged, ...counts[index] })),
    };
  } catch (error) {
    await dropTables(session, tables);
    throw error;
  }
};

/** Each file's records behind those of the file before it. */
const placedFiles = (files: readonly SmallFile[]): StagedFile[] => {
  let next = 1;
  return files.map(({ file: { path, origin }, facts, blocks }) => {
    const positionShift = next - (blocks[0]?.firstPosition ?? 1);
    const firstPosition = next;
    next += blocks.reduce((sum, block) => sum + block.places, 0);
    return { path, origin, ...facts, quarantinedRecords: 0, receivedFaulty: 0, firstPosition, positionShift };
  });
};

/** Blocks end to end, from position 1 on; faults keep their distance to the first position of their block. */
const joinedBlocks = (blocks: readonly RecordBlock[]): RecordBlock => {
  const pieces: Buffer[] = [];
  const faults: RecordBlock["faults"][number][] = [];
  let next = 1;
  let records = 0;
  for (const block of blocks) {
    const separator = Buffer.from(block.separator);
    pieces.push(block.text);
    for (let left = block.places - occurrences(block.text, separator); left > 0; left -= 1)
      pieces.push(separator);
    for (const fault of block.faults) {
      faults.push({ ...fault, position: fault.position - block.firstPosition + next });
    }
    next += block.places;
    records += block.records;
  }
  const [first] = blocks;
  return {
    text: Buffer.concat(pieces),
    separator: first?.separator ?? "\n",
    ...(first?.fieldSeparator === undefined ? {} : { fieldSeparator: first.fieldSeparator }),
    firstPosition: 1,
    places: next - 1,
    records,
    faults,
  };
};

const occurrences = (text: Buffer, separator: Buffer): number => {
  let count = 0;
  for (let at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, at + separator.length))
    count += 1;
  return count;
};

/** What was set aside of each content of a batch. Faults of a batch are few, or the batch is small. */
export const faultCounts = async (
  session: Session,
  table: string,
  placed: readonly StagedContent[],
): Promise<Pick<StagedFile, "quarantinedRecords" | "receivedFaulty">[]> => {
  const counts = placed.map(() => ({ quarantinedRecords: 0, receivedFaulty: 0 }));
  const { position: positions = [], is_record: isRecord = [] } = await session.columns(
    `select position, is_record::integer as is_record from ${table} order by position`,
  );
  let at = 0;
  positions.forEach((position: unknown, index: number) => {
    while (at + 1 < placed.length && Number(position) >= (placed[at + 1]?.firstPosition ?? 0)) at += 1;
    const count = counts[at];
    if (count === undefined) return;
    if (isRecord[index] === 1) count.quarantinedRecords += 1;
    else count.receivedFaulty += 1;
  });
  return counts;
};
