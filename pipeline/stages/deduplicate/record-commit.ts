// Writes down what a commit did: quarantine rows, one accounting row a file, the files' fingerprints.
import type { Session } from "../../warehouse/session.ts";
import { eventColumns } from "../event-columns.ts";
import type { StagedBatch, StagedContent, StagedFile } from "../staged-file.ts";
import { placedFaults } from "./staged-view.ts";

/** Part of the commit's transaction; reads the temp tables of deduplicate.ts. `repeated`: ids that occur more than once. Gives the number of good events. */
export const recordVerdicts = async (
  writer: Session,
  source: string,
  runId: string,
  batches: readonly StagedBatch<StagedContent>[],
  repeated: number,
): Promise<number> => {
  await quarantineFaults(writer, source, runId, batches);
  if (repeated > 0) await quarantineConflicts(writer, source, runId);
  await account(
    writer,
    source,
    runId,
    batches.flatMap((batch) => batch.files),
  );
  return writer.count("select count(*) from staged_events");
};

const quarantineFaults = async (
  writer: Session,
  source: string,
  runId: string,
  batches: readonly StagedBatch<StagedContent>[],
): Promise<void> => {
  for (const number of batches.keys()) {
    await writer.run(
      `insert into quarantine (run_id, source, origin, position, reason, detail, event_id, record, shape, is_record)
      select $1, $2, origin, position, reason, detail, event_id, record, shape, is_record
      from (${placedFaults(batches, number)})
      order by file_number, position, event_id`,
      [runId, source],
    );
  }
};

/** A conflicting duplicate leaves as its canonical JSON, from the place where that version stood. */
const quarantineConflicts = async (writer: Session, source: string, runId: string): Promise<void> => {
  const fields = eventColumns
    .filter((column) => column !== "position")
    .map((column) => `"${column}": versions."${column}"`)
    .join(", ");
  await writer.run(
    `insert into quarantine (run_id, source, origin, position, reason, event_id, record, shape, is_record)
    select
        $1,
        $2,
        coalesce(staged_files.origin, versions.stored_origin),
        versions."position",
        'conflicting_duplicate',
        versions.event_id,
        encode(to_json({${fields}})::varchar),
        'event',
        false,
    from verdicts
    inner join versions using (version_number)
    left join staged_files on versions.file_number = staged_files.file_number
    where verdicts.verdict = 'conflicting'
    order by versions.event_id, versions.event_key nulls last, versions.file_number, versions.position, versions.place`,
    [runId, source],
  );
};

const account = async (
  writer: Session,
  source: string,
  runId: string,
  contents: readonly StagedContent[],
): Promise<void> => {
  await writer.run(
    `create or replace temp table file_counts (
        file_number integer, records bigint, quarantined_records bigint, faulty_events bigint, bytes bigint,
    )`,
  );
  await writer.append("temp.file_counts", [
    Int32Array.from(contents.keys()),
    BigInt64Array.from(contents, (file) => BigInt(file.records)),
    BigInt64Array.from(contents, (file) => BigInt(file.quarantinedRecords)),
    BigInt64Array.from(contents, (file) => BigInt(file.receivedFaulty)),
    BigInt64Array.from(contents, (file) => BigInt(file.bytesRead)),
  ]);
  await writer.run(
    `insert into accounting_entries
    with good as (
        select file_number, count(*) as events from staged_events group by all
    ),
    judged as (
        select
            file_number,
            count(*) filter (where verdict = 'duplicate') as duplicate,
            count(*) filter (where verdict = 'superseded') as superseded,
            count(*) filter (where verdict = 'conflicting') as conflicting,
        from verdicts
        group by all
    )
    select
        $1 as run_id,
        $2 as source,
        staged_files.origin,
        records,
        records - quarantined_records as mapped,
        quarantined_records,
        coalesce(good.events, 0) + faulty_events as received,
        -- Net: a stored event that was displaced is counted above as superseded or conflicting.
        coalesce(good.events, 0) - coalesce(duplicate, 0) - coalesce(superseded, 0) - coalesce(conflicting, 0) as stored,
        coalesce(duplicate, 0) as duplicate,
        coalesce(superseded, 0) as superseded,
        coalesce(conflicting, 0) + faulty_events as quarantined,
        0 as erased,
        bytes,
    from staged_files
    inner join file_counts using (file_number)
    left join good using (file_number)
    left join judged using (file_number)`,
    [runId, source],
  );
};

/** The contents that were read, so that a later run need not read them again. */
export const rememberFiles = async (
  writer: Session,
  source: string,
  runId: string,
  files: readonly StagedFile[],
): Promise<void> => {
  await writer.run(
    `create or replace temp table files_read (
        path varchar, origin varchar, size_bytes bigint, modified_ns bigint, sha256 varchar, records bigint,
        ends_with_newline boolean, is_unreadable boolean,
    )`,
  );
  await writer.append("temp.files_read", [
    files.map((file) => file.path),
    files.map((file) => file.origin),
    BigInt64Array.from(files, (file) => BigInt(file.sizeBytes)),
    BigInt64Array.from(files, (file) => file.modifiedNs),
    files.map((file) => file.sha256),
    BigInt64Array.from(files, (file) => BigInt(file.recordsThrough)),
    files.map((file) => file.endsWithNewline),
    files.map((file) => file.isUnreadable),
  ]);
  await writer.run(
    `insert into ingested_files
    with known as (
        select path, max(version) as version from ingested_files where source = $1 group by path
    )
    select
        $1, files_read.path, coalesce(known.version, 0) + 1, origin, size_bytes, modified_ns, sha256, records,
        ends_with_newline, is_unreadable, $2
    from files_read left join known on files_read.path = known.path`,
    [source, runId],
  );
};
