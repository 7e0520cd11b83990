// Stores staged files: each (source, event_id) once, by the order-free rule, with rows, verdicts, accounting and
// the files' fingerprints in one transaction. Serial, on the writer: two that insert the same id would both win.
import { PolkuError } from "../../models/errors.ts";
import { faultPoint } from "../fault-point.ts";
import type { RunContext } from "../run/run-context.ts";
import type { Session } from "../warehouse/session.ts";
import { eventColumns } from "./event-columns.ts";
import { findVersions, judgeVersions } from "./deduplicate/versions.ts";
import type { StoredIds } from "./deduplicate/stored-ids.ts";
import { recordVerdicts, rememberFiles } from "./deduplicate/record-commit.ts";
import { gatherStaged, placedEvents } from "./deduplicate/staged-view.ts";
import type { StagedBatch, StagedContent } from "./staged-file.ts";

/** Counts of one commit, over all its files. */
export interface CommitCounts {
  readonly events: number;
  readonly stored: number;
  /** Of all, stored ones that were displaced with them: set aside for their content. */
  readonly conflicting: number;
}

const names = eventColumns.map((column) => `"${column}"`).join(", ");

type StoreContext = Pick<RunContext, "warehouse" | "runId">;

/**
 * Commits batches of one source together: all of their files or none. Afterwards every event of the files is stored,
 * a duplicate, superseded or quarantined, and the file will not be read again while it stays as it is.
 * Guarantee: the stored events are the same in whatever order and cut the files arrive.
 */
export const commitFiles = async (
  context: StoreContext,
  source: string,
  batches: readonly StagedBatch[],
): Promise<CommitCounts> => {
  const { writer } = context.warehouse;
  const files = batches.flatMap((batch) => batch.files);
  const counts = await commit(context, source, batches, () =>
    rememberFiles(writer, source, context.runId, files),
  );
  faultPoint("deduplicate-committed");
  await readBack(context, source, files.length);
  return counts;
};

/**
 * Commits staged records of one source; `alsoWrite` belongs to the same transaction. With `ids`, which a process keeps
 * over its commits, what is stored is not looked through each time; the verdicts are the same.
 */
export const commit = (
  { warehouse: { writer }, runId }: StoreContext,
  source: string,
  batches: readonly StagedBatch<StagedContent>[],
  alsoWrite: () => Promise<void>,
  ids?: StoredIds,
): Promise<CommitCounts> =>
  writer.transaction(async () => {
    await gatherStaged(writer, batches);
    const repeated = await findVersions(writer, source, ids);
    if (repeated > 0) {
      await judgeVersions(writer);
      await displace(writer);
    }
    const { stored, firstKey } = await storeEvents(writer, source, runId, batches, repeated);
    await ids?.remember(writer, firstKey);
    const events = await recordVerdicts(writer, source, runId, batches, repeated);
    await alsoWrite();
    faultPoint("deduplicate-commit");
    const conflicting = await writer.count("select count(*) from verdicts where verdict = 'conflicting'");
    return { events, stored, conflicting };
  });

/** Removes stored versions that another one displaces. */
const displace = async (writer: Session): Promise<void> => {
  const displaced = "select event_key from verdicts where event_key is not null and verdict <> 'kept'";
  if ((await writer.count(`select count(*) from (${displaced})`)) === 0) return;
  await writer.run(
    `insert into displaced_events
    select event_key, source, event_id, occurred_at, identifiers from events where event_key in (${displaced})`,
  );
  await writer.run(`delete from events where event_key in (${displaced})`);
};

interface Inserted {
  /** Events. */
  readonly stored: number;
  /** Every event has this key or a greater one. */
  readonly firstKey: number;
}

const storeEvents = async (
  writer: Session,
  source: string,
  runId: string,
  batches: readonly StagedBatch<StagedContent>[],
  repeated: number,
): Promise<Inserted> => {
  const next = new KeyCounter(
    await writer.count("select value::bigint from store_meta where key = 'next_event_key'"),
  );
  const firstKey = next.take(0);
  let stored = 0;
  for (const [number, batch] of batches.entries()) {
    // Numbered by their places in the staged table, which lets the insert run on all threads; keys may have gaps.
    const rows = await writer.count(`select coalesce(max(rowid) + 1, 0) from ${batch.eventsTable}`);
    stored += await writer.run(
      `insert into events (event_key, source, origin, run_id, ${names})
      select $1::bigint + place, $2, origin, $3, ${names}
      from (${placedEvents(batches, number)}) as placed ${repeated > 0 ? onceOnly(number) : ""}`,
      [next.take(rows), source, runId],
    );
  }
  if (repeated > 0) stored += await storeKept(writer, source, runId, next);
  // Moved on by every commit, also by one that stores nothing: so it tells whether there was one.
  await writer.run("insert or replace into store_meta values ('next_event_key', $1)", [
    String(next.take(1) + 1),
  ]);
  return { stored, firstKey };
};

/** By their places: to compare the ids of all events once more would cost more than a tenth of storing them. */
const onceOnly = (batch: number): string =>
  `anti join (select place from versions where batch_number = ${batch}) as repeated using (place)`;

/** Of the ids that came more than once the versions that stay, unless they are stored. */
const storeKept = async (
  writer: Session,
  source: string,
  runId: string,
  next: KeyCounter,
): Promise<number> => {
  const versions = await writer.count("select count(*) from versions");
  return writer.run(
    `insert into events (event_key, source, origin, run_id, ${names})
    select $1::bigint + version_number, $2, staged_files.origin, $3, ${names}
    from versions inner join staged_files using (file_number)
    semi join (from verdicts where verdict = 'kept' and event_key is null) using (version_number)`,
    [next.take(versions + 1), source, runId],
  );
};

/** Hands out ranges of event keys; a key is never given twice, also when its event is displaced. */
class KeyCounter {
  #next: number;

  constructor(next: number) {
    this.#next = Math.max(next, 1);
  }

  take(keys: number): number {
    const first = this.#next;
    this.#next += keys;
    return first;
  }
}

/** A COMMIT of an aborted transaction succeeds in silence: only what can be read back is stored. */
const readBack = async (
  { warehouse: { writer }, runId }: StoreContext,
  source: string,
  files: number,
): Promise<void> => {
  const found = await writer.count(
    "select count(*) from ingested_files inner join staged_files using (origin) where run_id = $1 and source = $2",
    [runId, source],
  );
  if (found !== files) {
    throw new PolkuError("internal", { problem: `A commit of ${files} files was lost by the store.` });
  }
};
