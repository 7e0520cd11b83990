// The rule of deduplication: of all versions of one (source, event_id) the highest revision stays, ties by the smallest
// fingerprint, in whatever order they come. Reads staged_events and the store; changes neither.
import { canonicalJson } from "../../../models/canonical-json.ts";
import { quotedText } from "../../warehouse/quoting.ts";
import type { Session } from "../../warehouse/session.ts";
import { eventColumns } from "../event-columns.ts";
import type { StoredIds } from "./stored-ids.ts";

const names = eventColumns.map((column) => `"${column}"`).join(", ");

/** The stored events among which repeated ones are looked for: of all, or of some that may be. */
const storedEvents = async (
  writer: Session,
  source: string,
  ids: StoredIds | undefined,
): Promise<string | null> => {
  if (ids === undefined || !(await ids.prepare(writer))) return "events";
  const candidates = await ids.candidates(writer, source);
  if (candidates.length === 0) return null;
  await writer.run("create or replace temp table stored_candidates (event_key bigint)");
  await writer.append("temp.stored_candidates", [BigInt64Array.from(candidates, BigInt)]);
  return "(from events semi join stored_candidates using (event_key))";
};

/** Makes `repeated_stored`: the stored events whose ids are staged. False where there are none: then it may be missing. */
const findStored = async (writer: Session, source: string, ids: StoredIds | undefined): Promise<boolean> => {
  const events = await storedEvents(writer, source, ids);
  if (events === null) return false;
  const found = await writer.run(
    `create or replace temp table repeated_stored (event_key bigint, event_id varchar);
    insert into repeated_stored
    select stored.event_key, stored.event_id from ${events} as stored
    semi join staged_events as staged on stored.event_id = staged.event_id
    where stored.source = ${quotedText(source)}`,
  );
  return found > 0;
};

/**
 * Every id that occurs more than once, staged or stored, with all its versions. Candidates are found by a hash,
 * and only they compare text; whole events are read of those alone that are repeated. Gives the number of these ids.
 */
export const findVersions = async (
  writer: Session,
  source: string,
  ids: StoredIds | undefined,
): Promise<number> => {
  const isStored = await findStored(writer, source, ids);
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
    select event_id from repeated ${isStored ? "union select event_id from repeated_stored" : ""}`,
  );
  const repeated = await writer.count("select count(*) from repeated_ids");
  if (repeated === 0) {
    await writer.run(
      `create or replace temp table verdicts (
        version_number bigint, event_key bigint, event_id varchar, file_number integer, verdict varchar,
      )`,
    );
    return 0;
  }
  await gatherVersions(writer, isStored);
  return repeated;
};

const gatherVersions = async (writer: Session, isStored: boolean): Promise<void> => {
  const stored = `union all
    select
        event_key, origin as stored_origin, null as batch_number, null as place, null as file_number, ${names}
    from events semi join repeated_stored using (event_key)`;
  await writer.run(
    `create or replace temp table found_versions as
    select null::bigint as event_key, null::varchar as stored_origin, batch_number, place, file_number, ${names}
    from staged_events semi join repeated_ids using (event_id)
    ${isStored ? stored : ""}`,
  );
  // Numbered once they are few: a window in the statement before would keep that on one thread.
  await writer.run(
    `create or replace temp table versions as
    select
        row_number() over () as version_number,
        *,
        revision_order(revision) as revision_order,
        null::varchar as digest
    from found_versions`,
  );
};

/** Copies, which most versions are, need no fingerprint: to make one takes longer than to compare them. */
const digestOthers = async (writer: Session): Promise<void> => {
  await writer.run(
    `update versions set digest = event_digest(versions)
    where event_id in (
        select event_id from versions group by event_id having count(distinct event_content(versions)) > 1
    )`,
  );
};

/** Brings the JSON of versions that may tie to one form, then gives each version its verdict. */
export const judgeVersions = async (writer: Session): Promise<void> => {
  await digestOthers(writer);
  await canonicaliseTies(writer);
  await writer.run(
    `create or replace temp table verdicts as
    with ranked as (
        select
            *,
            row_number() over best as rank,
            first_value(revision_order) over best as kept_revision_order,
            first_value(file_number) over best as kept_file_number,
            row_number() over (
                partition by event_id, revision_order, digest
                order by event_key nulls last, file_number, "position", place
            ) as copy_number,
        from versions
        window best as (
            partition by event_id
            order by revision_order desc, digest asc, event_key nulls last, file_number, "position", place
        )
    )
    select
        version_number,
        event_key,
        event_id,
        -- What a commit does to a stored version is counted where the winner came from.
        coalesce(file_number, kept_file_number) as file_number,
        case
            when rank = 1 then 'kept'
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
