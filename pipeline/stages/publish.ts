// publish: writes a snapshot beside the others, whole and on disk, and only then moves `current` to it.
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PolkuError } from "../../models/errors.ts";
import {
  type AnalysisFiles,
  type AuditOutcome,
  type Manifest,
  manifestFormat,
  type ManifestTable,
} from "../../models/manifest.ts";
import { faultPoint } from "../fault-point.ts";
import type { ConfigHashes } from "../config/hashes.ts";
import type { DataEnd, RunContext } from "../run/run-context.ts";
import { noTotals, type SnapshotTotals, snapshotTotals } from "../run/snapshot-totals.ts";
import { writeAnalysisTables } from "../snapshots/analysis-tables.ts";
import { contractText } from "../snapshots/contract/contract.ts";
import { snapshotsFolder } from "../snapshots/locate.ts";
import { moveCurrent, newSnapshotId, pruneSnapshots, removeUnfinished } from "../snapshots/pointer.ts";
import { syncToDisk, type TableSource } from "../snapshots/write-table.ts";
import { packageVersion } from "../snapshots/package-version.ts";
import { problemIn } from "../warehouse/engine-error.ts";
import { listMarts } from "../warehouse/models/marts.ts";
import { isoFromMicros } from "../warehouse/plain-value.ts";
import { countUplift } from "./publish/uplift.ts";
import { writeTables } from "./publish/write-tables.ts";

export interface SnapshotFacts {
  readonly dataEnd: DataEnd;
  readonly audits: readonly AuditOutcome[];
  readonly hashes: ConfigHashes;
  /** Called before the tables are written, with the name that the snapshot will have. */
  readonly restate?: (snapshotId: string) => Promise<number>;
}

export interface PublishedSnapshot {
  readonly snapshotId: string;
  /** Absolute. */
  readonly folder: string;
  /** Nothing is counted where it was said which tables to publish. */
  readonly totals: SnapshotTotals;
}

const manifestOf = (
  context: RunContext,
  snapshotId: string,
  { dataEnd, audits, hashes }: SnapshotFacts,
  tables: readonly ManifestTable[],
  analysis: AnalysisFiles | undefined,
): Manifest => ({
  format_version: manifestFormat,
  snapshot_id: snapshotId,
  run_id: context.runId,
  polku_version: packageVersion(),
  data_end: dataEnd === null ? null : isoFromMicros(dataEnd),
  config: { identity: hashes.identity, analysis: hashes.analysis },
  audits: audits.map(({ name, severity, rows }) => ({ name, severity, rows })),
  tables: [...tables],
  ...(analysis === undefined ? {} : { analysis }),
});

const writeText = async (path: string, text: string): Promise<void> => {
  await writeFile(path, text);
  await syncToDisk(path);
};

interface Filled {
  readonly rows: number;
  readonly totals: SnapshotTotals;
}

const fillFolder = async (
  context: RunContext,
  facts: SnapshotFacts,
  snapshotId: string,
  folder: string,
  given: readonly TableSource[] | undefined,
): Promise<Filled> => {
  faultPoint("publish-begun");
  const { config } = context;
  const { writer } = context.warehouse;
  await facts.restate?.(snapshotId);
  const read: { analysis?: AnalysisFiles; totals: SnapshotTotals } = { totals: noTotals };
  const whilePrepared = async (): Promise<void> => {
    read.totals = await snapshotTotals(context, facts.dataEnd);
  };
  const analyses = async (): Promise<void> => {
    read.analysis = await writeAnalysisTables(writer, { folder, config, whilePrepared });
    await countUplift(context, folder, manifestOf(context, snapshotId, facts, [], read.analysis));
  };
  const tables = await writeTables(context, {
    sources: given ?? (await listMarts(writer)),
    folder,
    dataEnd: facts.dataEnd,
    filledFirst: ["fct_stitching_uplift"],
    first: given === undefined ? analyses : undefined,
  });
  faultPoint("publish-manifest");
  const manifest = manifestOf(context, snapshotId, facts, tables, read.analysis);
  await writeText(join(folder, "contract.yaml"), contractText(manifest));
  await writeText(join(folder, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  await syncToDisk(folder);
  return { rows: tables.reduce((sum, table) => sum + table.rows, 0), totals: read.totals };
};

const publishFailed = (error: unknown): PolkuError => {
  if (error instanceof PolkuError) return error;
  const problem = problemIn(error);
  return new PolkuError("publish_failed", { problem }, { cause: error });
};

/**
 * Publishes the tables of the store as a snapshot. Until the last step nothing that a reader sees has changed;
 * when this throws, the snapshot before is still current and the next publication cleans up.
 * `tables`: what to publish; every mart and what analyses read where nothing is said.
 */
export const publish = async (
  context: RunContext,
  facts: SnapshotFacts,
  tables?: readonly TableSource[],
): Promise<PublishedSnapshot> => {
  const { workspace, config, reporter } = context;
  reporter.begin("publish", "tables");
  await mkdir(snapshotsFolder(workspace), { recursive: true });
  await removeUnfinished(workspace);
  const snapshotId = await newSnapshotId(workspace, Date.now());
  const folder = join(snapshotsFolder(workspace), snapshotId);
  const unfinished = `${folder}.tmp`;
  await mkdir(unfinished);
  try {
    const { rows, totals } = await fillFolder(context, facts, snapshotId, unfinished, tables);
    await rename(unfinished, folder);
    faultPoint("publish-renamed");
    await moveCurrent(workspace, snapshotId);
    faultPoint("publish-moved");
    await pruneSnapshots(workspace, config.publish.keep_snapshots);
    reporter.end(rows);
    return { snapshotId, folder, totals };
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw publishFailed(error);
  }
};
