// The staged batches of a commit under one name: `staged_events`, each event with its file and its place in it.
import { quotedText } from "../../warehouse/quoting.ts";
import type { Session } from "../../warehouse/session.ts";
import { eventColumns } from "../event-columns.ts";
import type { StagedBatch, StagedContent } from "../staged-file.ts";

type Batches = readonly StagedBatch<StagedContent>[];

const names = eventColumns.map((column) => `"${column}"`).join(", ");

/** Makes the temp table `staged_files` and the temp view `staged_events`. */
export const gatherStaged = async (writer: Session, batches: Batches): Promise<void> => {
  const contents = batches.flatMap((batch) => batch.files);
  await writer.run(
    `create or replace temp table staged_files (
        file_number integer, batch_number integer, first_position bigint, position_shift bigint, origin varchar,
    )`,
  );
  await writer.append("temp.staged_files", [
    Int32Array.from(contents.keys()),
    Int32Array.from(batches.flatMap((batch, number) => batch.files.map(() => number))),
    BigInt64Array.from(contents, (content) => BigInt(content.firstPosition)),
    BigInt64Array.from(contents, (content) => BigInt(content.positionShift)),
    contents.map((content) => content.origin),
  ]);
  const parts = batches.map(
    (_, number) =>
      `select ${number}::integer as batch_number, place, file_number, ${names}
      from (${placedEvents(batches, number)})`,
  );
  await writer.run(`create or replace temp view staged_events as ${parts.join(" union all ")}`);
};

/** The good events of a batch: place (of the row in its table), file_number, origin, and an event's columns. */
export const placedEvents = (batches: Batches, number: number): string => {
  const { eventsTable = "" } = batches[number] ?? {};
  return inFiles(batches, number, `select *, rowid as place from ${eventsTable} where reason is null`);
};

/** The faults of a batch: file_number, origin, and a fault's columns. */
export const placedFaults = (batches: Batches, number: number): string => {
  const { faultsTable = "" } = batches[number] ?? {};
  return inFiles(batches, number, `select * from ${faultsTable}`);
};

/** Large files are batches of their own. Without a join their rows keep their order, and with it rising event keys. */
const inFiles = (batches: Batches, number: number, rows: string): string => {
  const { files = [] } = batches[number] ?? {};
  const [only] = files;
  if (only !== undefined && files.length === 1 && only.positionShift === 0) {
    const before = batches.slice(0, number).reduce((sum, batch) => sum + batch.files.length, 0);
    return `select *, ${before}::integer as file_number, ${quotedText(only.origin)} as origin from (${rows})`;
  }
  return `select staged.* replace (staged.position - files.position_shift as position), files.file_number, files.origin
    from (${rows}) as staged asof join (from staged_files where batch_number = ${number}) as files
    on staged.position >= files.first_position`;
};
