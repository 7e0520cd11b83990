// What the current snapshot was made from, so that a run knows whether there is anything to do, and how much.
import { join } from "node:path";
import type { LoadedConfig } from "../config.ts";
import type { DataEnd, RunContext } from "./run-context.ts";
import type { StageTime } from "./stage-clock.ts";
import type { ModelRun } from "../warehouse/models/model-runs.ts";
import { snapshotBytes, storeBytes } from "../workspace/sizes.ts";
import type { SnapshotTotals } from "./snapshot-totals.ts";
import { forgetEarlier } from "./earlier.ts";
import { forgetUnaudited } from "./unaudited.ts";
import { currentSnapshotId, readManifest, snapshotsFolder } from "../snapshots/locate.ts";
import { snapshotFault } from "../snapshots/wholeness.ts";
import { readMeta, writeMeta } from "../workspace/store-schema.ts";

/** Everything a snapshot depends on. */
export interface SnapshotBasis {
  readonly identity: string;
  readonly analysis: string;
  /** Microseconds since 1970 as text; empty where there is no data. */
  readonly dataEnd: string;
  /** Every commit of records adds accounting rows: their number tells whether evidence was added. */
  readonly evidence: number;
  /** Statements are never removed, so their number tells whether some were added. */
  readonly statements: number;
}

export interface Published extends SnapshotBasis {
  readonly snapshotId: string;
  readonly totals: SnapshotTotals;
  readonly audits: { readonly passed: number; readonly failed: number; readonly warnings: number };
  /** What a person should know of it, a sentence each. */
  readonly warnings: readonly string[];
}

export const snapshotBasis = async (
  { warehouse }: RunContext,
  { hashes }: LoadedConfig,
  dataEnd: DataEnd,
): Promise<SnapshotBasis> => ({
  identity: hashes.identity,
  analysis: hashes.analysis,
  dataEnd: dataEnd === null ? "" : String(dataEnd),
  evidence: await warehouse.writer.count("select count(*) from accounting_entries"),
  statements: await warehouse.writer.count("select count(*) from statements"),
});

export const publishedEnd = ({ dataEnd }: SnapshotBasis): DataEnd =>
  dataEnd === "" ? null : BigInt(dataEnd);

export const isSameBasis = (left: SnapshotBasis, right: SnapshotBasis): boolean =>
  !needsAll(left, right) &&
  left.dataEnd === right.dataEnd &&
  left.evidence === right.evidence &&
  left.statements === right.statements;

/** A changed configuration touches everything, and so does a data end that moved back: evidence goes. */
export const needsAll = (before: SnapshotBasis, now: SnapshotBasis): boolean =>
  before.identity !== now.identity ||
  before.analysis !== now.analysis ||
  (before.dataEnd !== "" && (now.dataEnd === "" || BigInt(now.dataEnd) < BigInt(before.dataEnd)));

/** What readers would miss of the snapshot that was published last; undefined where it is whole and current. */
export const publishedFault = async (
  { workspace }: RunContext,
  { snapshotId }: Published,
): Promise<string | undefined> => {
  const current = await currentSnapshotId(workspace);
  if (current === snapshotId) {
    const fault = await snapshotFault(workspace, snapshotId, "sizes");
    if (fault !== undefined) return fault;
    const manifest = await readManifest(join(snapshotsFolder(workspace), snapshotId));
    return manifest?.analysis === undefined
      ? "an earlier version wrote it without what analyses read"
      : undefined;
  }
  return current === undefined ? "snapshots/current is missing" : `snapshots/current points at ${current}`;
};

type Older = Omit<Published, "statements"> & Partial<Pick<Published, "statements">>;

/** What was published last; null where nothing was. */
export const readPublished = async ({ warehouse }: RunContext): Promise<Published | null> => {
  const text = await readMeta(warehouse.writer, "published");
  // What an earlier polku published was made from no statement.
  const known = text === undefined ? null : (JSON.parse(text) as Older);
  return known === null ? null : { ...known, statements: known.statements ?? 0 };
};

/** What a run took, for `polku doctor`. */
export interface RunCost {
  /** Microseconds since 1970. */
  readonly startedAt: bigint;
  readonly stages: readonly StageTime[];
  readonly models: readonly ModelRun[];
}

const keptModels = 15;

const slowest = (models: readonly ModelRun[]): ModelRun[] =>
  models.toSorted((left, right) => right.seconds - left.seconds).slice(0, keptModels);

export const rememberPublished = async (
  { warehouse: { writer }, runId, workspace }: RunContext,
  published: Published,
  { startedAt, stages, models }: RunCost,
): Promise<void> => {
  const { snapshotId, dataEnd } = published;
  const sizes = [await storeBytes(workspace), await snapshotBytes(workspace, snapshotId)];
  await writer.transaction(async () => {
    await writeMeta(writer, "published", JSON.stringify(published));
    await forgetUnaudited(writer);
    await forgetEarlier(writer);
    const lastKey = await readMeta(writer, "identity_event_key");
    if (lastKey !== undefined) await writeMeta(writer, "published_event_key", lastKey);
    await writer.run(
      `insert into runs (run_id, started_at, data_end, snapshot_id, stages, models, store_bytes, snapshot_bytes)
      select $1, make_timestamp($2::bigint), make_timestamp(try_cast($3 as bigint)), $4, $5, $6, $7, $8`,
      [
        runId,
        startedAt,
        dataEnd,
        snapshotId,
        JSON.stringify(stages),
        JSON.stringify(slowest(models)),
        ...sizes,
      ],
    );
  });
};
