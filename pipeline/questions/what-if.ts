// What would be otherwise with another setting or with statements: resolved and built on a copy of the store, and compared with what is
// published. Changes nothing: the copy is removed, and nothing is published to the workspace.
import type { WhatIfResult } from "../../models/results.ts";
import type { Statement } from "../../models/identity/statement.ts";
import { PolkuError } from "../../models/errors.ts";
import { type LoadedConfig, loadConfig } from "../config.ts";
import { readChange } from "../config/changes.ts";
import {
  isSameBasis,
  needsAll,
  type Published,
  readPublished,
  type SnapshotBasis,
  snapshotBasis,
} from "../run/published.ts";
import type { DataEnd, RunContext, StageReporter } from "../run/run-context.ts";
import { newRunId } from "../run/run-id.ts";
import { locateSnapshot, type Snapshot } from "../snapshots/locate.ts";
import { snapshotFault } from "../snapshots/wholeness.ts";
import { build } from "../stages/build.ts";
import { publish } from "../stages/publish.ts";
import { resolve } from "../stages/resolve.ts";
import { plural } from "../commands/terminal/figures.ts";
import { readStatementFile } from "../statements/statement-file.ts";
import { readWishes, type StatementWish } from "../statements/statement-wishes.ts";
import { loadModels } from "../warehouse/models.ts";
import { isoFromMicros } from "../warehouse/plain-value.ts";
import { openWorkspace, placesOf, type Workspace } from "../workspace.ts";
import { explainingStorage } from "../workspace/storage-errors.ts";
import { compareFigures } from "./what-if/compared-figures.ts";
import { compareProfiles } from "./what-if/compared-profiles.ts";
import { compareTables, openComparison } from "./what-if/compared-tables.ts";
import { withStoreCopy } from "./what-if/store-copy.ts";

export interface WhatIfOptions {
  /** The configuration file. */
  readonly config: string;
  /** `KEY=VALUE` each, as `identity.namespaces.email.limit=3`. */
  readonly set?: readonly string[];
  /** A file of statements, as `polku identity apply` takes it. */
  readonly statements?: string;
  /** Told how far each stage is. */
  readonly reporter?: StageReporter;
  /** Given what to do where the process ends before the answer. */
  readonly leaving?: (clean: () => void) => void;
}

const quiet: StageReporter = { begin: () => undefined, advance: () => undefined, end: () => undefined };

const contextOf = (
  { config, folder, namespaces }: LoadedConfig,
  { path, warehouse, secret }: Workspace,
  reporter: StageReporter,
): RunContext => ({
  warehouse,
  config,
  folder,
  workspace: path,
  namespaces,
  secret,
  runId: newRunId(BigInt(Date.now()) * 1000n),
  reporter,
});

/** What is compared with: the snapshot's tables, and what they were made from. */
interface Base {
  readonly snapshot: Snapshot;
  readonly basis: SnapshotBasis;
  readonly dataEnd: DataEnd;
}

/** True where the published snapshot holds all that is stored, under the configuration as it is written. */
const isUpToDate = async (
  loaded: LoadedConfig,
  context: RunContext,
  published: Published,
  basis: SnapshotBasis,
): Promise<boolean> => {
  const fault = await snapshotFault(loaded.workspace, published.snapshotId, "sizes");
  if (fault !== undefined || !isSameBasis(published, basis)) return false;
  const { manifest } = await locateSnapshot(loaded.workspace, published.snapshotId);
  const names = new Set(manifest.tables.map(({ name }) => name));
  const marts = (await loadModels(context.warehouse.writer)).filter(({ isMart }) => isMart);
  return marts.every(({ name }) => names.has(name));
};

const computed = async (
  context: RunContext,
  basis: SnapshotBasis,
  before: SnapshotBasis,
  dataEnd: DataEnd,
  statements: readonly Statement[] = [],
): Promise<void> => {
  const { isFull } = await resolve(context, dataEnd, { isFull: false, statements });
  await build(context, dataEnd, { isFull: isFull || needsAll(before, basis) });
};

/** The published snapshot; where more is stored or another configuration is written, one of the copy's own. */
const baseOf = async (loaded: LoadedConfig, context: RunContext): Promise<Base> => {
  const published = await readPublished(context);
  if (published === null) {
    throw new PolkuError("snapshot_missing", { workspace: loaded.workspace, snapshot: "yet" });
  }
  const dataEnd = published.dataEnd === "" ? null : BigInt(published.dataEnd);
  const basis = await snapshotBasis(context, loaded, dataEnd);
  if (await isUpToDate(loaded, context, published, basis)) {
    return { snapshot: await locateSnapshot(loaded.workspace, published.snapshotId), basis, dataEnd };
  }
  await computed(context, basis, published, dataEnd);
  const { snapshotId } = await publish(context, { dataEnd, audits: [], hashes: loaded.hashes });
  return { snapshot: await locateSnapshot(context.workspace, snapshotId), basis, dataEnd };
};

/** Those that are not stated yet; where nothing is said why, a question is reason enough. */
const statedBy = async (
  context: RunContext,
  wishes: readonly StatementWish[],
  file: string,
): Promise<readonly Statement[]> => {
  const asked = wishes.map((wish) => ({ reason: "what if", ...wish }));
  const placeOf = (index: number): string => `${file}, statement ${String(index + 1)}`;
  return (await readWishes(context.warehouse.writer, context, asked, placeOf)).added;
};

const answer = async (
  loaded: LoadedConfig,
  changed: LoadedConfig,
  folder: string,
  { set = [], statements: file, reporter = quiet }: WhatIfOptions,
): Promise<WhatIfResult> => {
  const wishes = file === undefined ? [] : await readStatementFile(file);
  const copy = await openWorkspace({ ...loaded, workspace: folder });
  try {
    const { writer } = copy.warehouse;
    const { snapshot, basis, dataEnd } = await baseOf(loaded, contextOf(loaded, copy, reporter));
    const context = contextOf(changed, copy, reporter);
    const statements = await statedBy(context, wishes, file ?? "");
    await computed(context, await snapshotBasis(context, changed, dataEnd), basis, dataEnd, statements);
    const compared = await openComparison(writer, snapshot);
    return {
      changes: [...set, ...(file === undefined ? [] : [plural(statements.length, "new statement")])],
      data_end: dataEnd === null ? null : isoFromMicros(dataEnd),
      profiles: await compareProfiles(writer),
      ...(await compareFigures(writer)),
      tables: await compareTables(writer, compared),
      warnings: changed.warnings.filter((warning) => !loaded.warnings.includes(warning)),
    };
  } finally {
    await copy.close();
  }
};

/**
 * What would be otherwise: profiles, rows of every table, journeys, funnels and drop-offs, at the data end of the
 * current snapshot. Throws usage, config_invalid, snapshot_missing or workspace_in_use.
 */
export const whatIf = async (options: WhatIfOptions): Promise<WhatIfResult> => {
  const { config, set = [], statements, leaving = () => undefined } = options;
  if (set.length === 0 && statements === undefined) {
    throw new PolkuError("usage", {
      problem: "what-if needs something that would be otherwise: --set KEY=VALUE, or --statements FILE.",
    });
  }
  const loaded = await loadConfig(config);
  const changed = await loadConfig(config, set.map(readChange));
  // Where nothing was run yet there is nothing to copy.
  await locateSnapshot(loaded.workspace);
  return explainingStorage(placesOf(loaded), () =>
    withStoreCopy(loaded, leaving, (folder) => answer(loaded, changed, folder, options)),
  );
};
