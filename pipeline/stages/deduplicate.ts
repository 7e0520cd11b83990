// Stores staged files: each (source, event_id) once, by the order-free rule, with rows, verdicts, accounting and
// the files' fingerprints in one transaction. Serial, on the writer: two that insert the same id would both win.
import { canonicalJson } from "../../models/canonical-json.ts";
import { PolkuError } from "../../models/errors.ts";
import type { RunContext } from "../run-context.ts";
import type { Session } from "../warehouse/session.ts";
import { eventColumns } from "./event-columns.ts";
import { recordVerdicts, rememberFiles } from "./record-commit.ts";
import type { StagedContent, StagedFile } from "./staged-file.ts";

/** Counts of one commit, over all its files. */
export interface CommitCounts {
  readonly events: number;
  readonly stored: number;
}

const names = eventColumns.map((column) => `"${column}"`).join(", ");

type StoreContext = Pick<RunContext, "warehouse" | "runId">;

/**
 * Commits files of one source together: all of them or none. Afterwards every event of the files is stored,
 * a duplicate, superseded or quarantined, and the file will not be read again while it stays as it is.
 * Guarantee: the stored events are the same in whatever order and cut the files arrive.
 */
export const commitFiles = async (
  context: StoreContext,
  source: string,
  files: readonly StagedFile[],
): Promise<CommitCounts> => {
  const { writer } = context.warehouse;
  const counts = await commit(context, source, files, () =>
    rememberFiles(writer, source, context.runId, files),
  );
  await readBack(context, source, files);
  return counts;
};

/** Commits staged records of one source; `alsoWrite` belongs to the same transaction. */
export const commit = (
  { warehouse: { writer }, runId }: StoreContext,
  source: string,
  contents: readonly StagedContent[],
  alsoWrite: () => Promise<void>,
): Promise<CommitCounts> =>
  writer.transaction(async () => {
    await gatherStaged(writer, contents);
    await findVersions(writer, source);
    await judgeVersions(writer);
    const stored = await storeEvents(writer, source, runId, contents);
    const events = await recordVerdicts(writer, source, runId, contents);
    await alsoWrite();
    return { events, stored };
  });

/** The staged events of all files under one name, and the files as rows. */
const gatherStaged = async (writer: Session, contents: readonly StagedContent[]): Promise<void> => {
  const parts = contents.map(
    (content, number) => `select ${number}::integer as file_number, ${names} from ${content.eventsTable}`,
  );
  await writer.run(`create or replace temp view staged_events as ${parts.join(" union all ")}`);
  await writer.run("create or replace temp table staged_files (file_number integer, origin varchar)");
  await writer.append("temp.staged_files", [
    Int32Array.from(contents.keys()),
    contents.map((content) => content.origin),
  ]);
};

/**
 * Every id that occurs more than once, staged or stored, with all its versions. Candidates are found by a hash,
 * and only they compare text.
 */
const findVersions = async (writer: Session, source: string): Promise<void> => {
  await writer.run(
    `create or replace temp table repeated_ids as
    with repeated_hashes as (
        select hash(event_id) as id_hash from staged_events group by all having count(*) > 1
    ),
    repeated as (
        select event_id from staged_events
        where hash(event_id) in (select id_hash from repeated_hashes)
        group by event_id having count(*) > 1
    )
    select event_id from repeated
    union
    select stored.event_id from events as stored
    semi join staged_events as staged on stored.event_id = staged.event_id
    where stored.source = $1`,
    [source],
  );
  await writer.run(
    `create or replace temp table versions as
    with all_versions as (
        select null::bigint as event_key, null as stored_origin, file_number, ${names} from staged_events
        semi join repeated_ids using (event_id)
        union all
        select stored.event_key, stored.origin as stored_origin, null as file_number, ${names} from events as stored
        semi join repeated_ids using (event_id)
        where stored.source = $1
    )
    select
        row_number() over () as version_number,
        *,
        revision_order(revision) as revision_order,
        event_digest(all_versions) as digest
    from all_versions`,
    [source],
  );
};

/** Brings the JSON of versions that may tie to one form, then gives each version its verdict. */
const judgeVersions = async (writer: Session): Promise<void> => {
  await canonicaliseTies(writer);
  await writer.run(
    `create or replace temp table verdicts as
    with ranked as (
        select
            *,
            row_number() over best as place,
            first_value(revision_order) over best as kept_revision_order,
            first_value(file_number) over best as kept_file_number,
            row_number() over (
                partition by event_id, revision_order, digest
                order by event_key nulls last, file_number, "position", version_number
            ) as copy_number,
        from versions
        window best as (
            partition by event_id
            order by revision_order desc, digest asc, event_key nulls last, file_number, "position", version_number
        )
    )
    select
        version_number,
        event_key,
        event_id,
        -- What a commit does to a stored version is counted where the winner came from.
        coalesce(file_number, kept_file_number) as file_number,
        case
            when place = 1 then 'kept'
            when copy_number > 1 then 'duplicate'
            when revision_order = kept_revision_order then 'conflicting'
            else 'superseded'
        end as verdict,
    from ranked`,
  );
};

/** Contents that tie on the revision are compared as canonical JSON, which key order and spaces do not change. */
const canonicaliseTies = async (writer: Session): Promise<void> => {
  const texts = await writer.rows(
    `with ties as (
        select event_id, revision_order from versions group by all having count(distinct digest) > 1
    )
    select version_number, traits, consent, properties from versions
    semi join ties using (event_id, revision_order)`,
  );
  if (texts.length === 0) return;
  const canonical = (name: string): (string | null)[] =>
    texts.map((row) => {
      const text = row[name];
      return typeof text === "string" ? canonicalJson(text) : null;
    });
  await writer.run(
    "create or replace temp table canonical_texts (version_number bigint, traits varchar, consent varchar, properties varchar)",
  );
  await writer.append("temp.canonical_texts", [
    BigInt64Array.from(texts, (row) => BigInt(Number(row["version_number"]))),
    canonical("traits"),
    canonical("consent"),
    canonical("properties"),
  ]);
  await writer.run(
    `update versions set traits = texts.traits, consent = texts.consent, properties = texts.properties
    from canonical_texts as texts where versions.version_number = texts.version_number`,
  );
  await writer.run(
    `update versions set digest = event_digest(versions)
    where version_number in (select version_number from canonical_texts)`,
  );
};

/** Removes what was displaced, inserts what stays; gives the number of inserted events. */
const storeEvents = async (
  writer: Session,
  source: string,
  runId: string,
  contents: readonly StagedContent[],
): Promise<number> => {
  await writer.run(
    `insert into displaced_events
    select event_key, source, event_id, occurred_at, identifiers from events
    where event_key in (select event_key from verdicts where event_key is not null and verdict <> 'kept')`,
  );
  await writer.run(
    `delete from events
    where event_key in (select event_key from verdicts where event_key is not null and verdict <> 'kept')`,
  );
  const next = new KeyCounter(
    await writer.count("select value::bigint from store_meta where key = 'next_event_key'"),
  );
  let inserted = 0;
  for (const file of contents) {
    // rowid numbers the rows of a staged table and lets the insert run on all threads; keys may have gaps.
    const rows = await writer.count(`select coalesce(max(rowid) + 1, 0) from ${file.eventsTable}`);
    inserted += await writer.run(
      `insert into events (event_key, source, origin, run_id, ${names})
      select $1::bigint + rowid, $2, $3, $4, ${names} from ${file.eventsTable} anti join repeated_ids using (event_id)`,
      [next.take(rows), source, file.origin, runId],
    );
  }
  const kept = await writer.count("select count(*) from versions");
  inserted += await writer.run(
    `insert into events (event_key, source, origin, run_id, ${names})
    select $1::bigint + version_number, $2, staged_files.origin, $3, ${names}
    from versions inner join staged_files using (file_number)
    semi join (from verdicts where verdict = 'kept' and event_key is null) using (version_number)`,
    [next.take(kept + 1), source, runId],
  );
  await writer.run("insert or replace into store_meta values ('next_event_key', $1)", [String(next.take(0))]);
  return inserted;
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
  files: readonly StagedFile[],
): Promise<void> => {
  const found = await writer.count(
    "select count(*) from ingested_files inner join staged_files using (origin) where run_id = $1 and source = $2",
    [runId, source],
  );
  if (found !== files.length) {
    throw new PolkuError("internal", { problem: `A commit of ${files.length} files was lost by the store.` });
  }
};
