// Tells which published figures a new snapshot tells differently from the one before it, and because of what. Compares
// small tables whole, and journeys only of the profiles that were built since; says nothing of what was not published.
import { join } from "node:path";
import type { Published, SnapshotBasis } from "../../run/published.ts";
import type { RunContext } from "../../run/run-context.ts";
import { unauditedTable } from "../../run/unaudited.ts";
import { locateSnapshot, type Snapshot, snapshotIds } from "../../snapshots/locate.ts";
import { snapshotFault } from "../../snapshots/wholeness.ts";
import { quotedText } from "../../warehouse/quoting.ts";
import type { Parameter, Session } from "../../warehouse/session.ts";
import { sqlText } from "../../warehouse/sql-text.ts";
import { readMeta } from "../../workspace/store-schema.ts";
import { aggregateCells } from "./restate/figures.ts";
import { addJourneyCells, showing, storeOf } from "./restate/restated-journeys.ts";

export interface Comparison {
  /** What was published last; null where nothing was. */
  readonly before: Published | null;
  readonly basis: SnapshotBasis;
}

type Cause = "statement" | "identity" | "late_events" | "new_events" | "data_end" | "config_changed";

const make = async (session: Session, name: string, parameters: readonly Parameter[] = []): Promise<void> => {
  await session.run(
    `create or replace temp table re_${name} as ${sqlText(`sql/restatements/${name}.sql`)}`,
    parameters,
  );
};

const emptyCells = `create or replace temp table re_cells (
  table_name varchar, key varchar, column_name varchar, value_before varchar, value_after varchar,
  kind varchar, name varchar, label varchar, other_label varchar
)`;
const emptyCauses = `create or replace temp table re_profile_causes (
  profile_key integer, cause varchar, strength integer, occurred_at timestamp, sequence bigint,
  source varchar, event_id varchar
)`;
const emptyTouches =
  "create or replace temp table re_touches (kind varchar, name varchar, label varchar, profile_key integer)";

/** Later than no event: before anything was published there was no evidence. */
const endOf = (dataEnd: string): bigint => (dataEnd === "" ? -(2n ** 62n) : BigInt(dataEnd));

const isConfigChanged = (before: Published, basis: SnapshotBasis): boolean =>
  before.identity !== basis.identity || before.analysis !== basis.analysis;

/** True where the build since then was of a few profiles, whose earlier rows it kept. */
const isOfFew = async (session: Session): Promise<boolean> => {
  const kept = await session.count(
    "select count(*) from duckdb_tables() where database_name = current_database() and table_name = 'earlier_touchpoints'",
  );
  if (kept === 0) return false;
  return (await session.count(`select count(*) from ${unauditedTable} where profile_key is null`)) === 0;
};

/** The last event that was resolved when the snapshot before was published. */
const lastEventOf = async (session: Session): Promise<bigint> =>
  BigInt((await readMeta(session, "published_event_key")) ?? "0");

/** Leaves why journeys of profiles changed, and to which rows of the aggregates these profiles contribute. */
const findCauses = async (session: Session, before: Published, change: bigint): Promise<void> => {
  await make(session, "moves", [await lastEventOf(session), endOf(before.dataEnd)]);
  await make(session, "identity_events", [change, before.statements]);
  await make(session, "profile_causes");
  const store = await storeOf(session);
  const touched = `select * from ${store}.int_journey_paths semi join re_profile_causes using (profile_key)
    union all by name
    select * from earlier_journey_paths semi join re_profile_causes using (profile_key)`;
  await showing(session, { int_journey_paths: touched }, () => make(session, "touches"));
};

/** What changed a cell to which no profile with a reason of its own contributes. */
const restCause = async (
  session: Session,
  before: Published,
  basis: SnapshotBasis,
  isFew: boolean,
): Promise<Cause> => {
  if (isConfigChanged(before, basis)) return "config_changed";
  if (before.dataEnd !== basis.dataEnd) return "data_end";
  const found = await session.row("select cause from re_profile_causes order by strength limit 1");
  const strongest = found?.["cause"];
  if (strongest === "statement" || strongest === "late_events" || strongest === "new_events")
    return strongest;
  if (isFew) return "identity";
  if (before.statements !== basis.statements) return "statement";
  return before.evidence === basis.evidence ? "config_changed" : "new_events";
};

const lastChangeOf = async (session: Session, file: string | undefined): Promise<bigint> =>
  file === undefined
    ? 0n
    : BigInt(
        await session.count(`select coalesce(max(change_number), 0) from read_parquet(${quotedText(file)})`),
      );

const compare = async (
  session: Session,
  snapshot: Snapshot,
  { before, basis }: Comparison & { readonly before: Published },
  snapshotId: string,
): Promise<void> => {
  const fileOf = (name: string): string | undefined => {
    const table = snapshot.manifest.tables.find((one) => one.name === name);
    return table === undefined ? undefined : join(snapshot.folder, table.file);
  };
  const change = await lastChangeOf(session, fileOf("identity_history"));
  const isFew = !isConfigChanged(before, basis) && (await isOfFew(session));
  for (const empty of [emptyCells, emptyCauses, emptyTouches]) await session.run(empty);
  if (isFew) await findCauses(session, before, change);
  else await make(session, "identity_events", [change, before.statements]);
  for (const cells of aggregateCells(fileOf)) await session.run(`insert into re_cells by name ${cells}`);
  // Where the configuration is another, every journey may be: the aggregates tell.
  if (!isConfigChanged(before, basis)) {
    const file = isFew ? undefined : fileOf("fct_journeys");
    if (isFew || file !== undefined)
      await addJourneyCells(session, { endBefore: endOf(before.dataEnd), file });
  }
  const rest = await restCause(session, before, basis, isFew);
  await session.run(`insert into restatements by name ${sqlText("sql/restatements/caused_cells.sql")}`, [
    rest,
    snapshotId,
  ]);
  // Of another configuration of identity the history tells what became of ids, one by one.
  if (before.identity !== basis.identity) return;
  const isBack = endOf(basis.dataEnd) < endOf(before.dataEnd);
  await session.run(`insert into restatements by name ${sqlText("sql/restatements/restated_profiles.sql")}`, [
    change,
    snapshotId,
    isBack ? "data_end" : "identity",
  ]);
};

const ours = [
  "re_cells",
  "re_profile_causes",
  "re_touches",
  "re_moves",
  "re_identity_events",
  "re_people",
  "re_earlier_closed",
  "re_later_closed",
];

const dropOurs = async (session: Session): Promise<void> => {
  const views = await session.rows("select view_name as name from duckdb_views() where temporary");
  const isView = new Set(views.map(({ name }) => name));
  for (const name of ours.toReversed()) {
    await session.run(`drop ${isView.has(name) ? "view" : "table"} if exists temp.${name}`);
  }
};

/** Of the snapshots that will be there once this one is published. */
const forgetPruned = async (
  session: Session,
  { workspace, config }: RunContext,
  snapshotId: string,
): Promise<void> => {
  const earlier = config.publish.keep_snapshots - 1;
  const kept = earlier === 0 ? [] : (await snapshotIds(workspace)).slice(-earlier);
  const ids = kept.filter((id) => id !== snapshotId).map(quotedText);
  await session.run(
    `delete from restatements where ${ids.length === 0 ? "true" : `snapshot_id not in (${ids.join(", ")})`}`,
  );
};

/**
 * Adds to the table `restatements` what the snapshot that is about to be published tells otherwise than the one before.
 * Nothing where there is none before, or where its files are damaged. In one transaction.
 */
export const restate = async (
  context: RunContext,
  { before, basis }: Comparison,
  snapshotId: string,
): Promise<number> => {
  const session = context.warehouse.writer;
  const isThere =
    before !== null && (await snapshotFault(context.workspace, before.snapshotId, "sizes")) === undefined;
  const snapshot = isThere ? await locateSnapshot(context.workspace, before.snapshotId) : undefined;
  return session.transaction(async () => {
    await forgetPruned(session, context, snapshotId);
    if (before !== null && snapshot !== undefined) {
      await compare(session, snapshot, { before, basis }, snapshotId);
      await dropOurs(session);
    }
    const rows = await session.count("select count(*) from restatements where snapshot_id = $1", [
      snapshotId,
    ]);
    context.reporter.part?.("restate", rows);
    return rows;
  });
};
