// Snapshots of a stream: on a timer, of what is stored, as a run would publish it. Then a checkpoint, after which nothing
// depends on the log of the database: what the journal holds of it may go.
import type { RunResult } from "../../models/results.ts";
import type { LoadedConfig } from "../config.ts";
import { faultPoint } from "../fault-point.ts";
import { walkFromStore } from "../run.ts";
import { StageClock } from "../run/stage-clock.ts";
import type { KeptWorkspace } from "../workspace/kept-workspace.ts";
import type { BatchRunner } from "./batch-runner.ts";
import { storedEnd } from "./stored-end.ts";
import { readOffsets } from "./stream-offsets.ts";

export interface PublisherSettings {
  readonly loaded: LoadedConfig;
  readonly kept: KeptWorkspace;
  readonly runner: BatchRunner;
  /** Told after a verified checkpoint: everything before this position of the journal is in the database's own file. */
  readonly release: (next: bigint) => Promise<void>;
  /** The stream whose records may be released. */
  readonly journal: string;
}

/** Builds, audits and publishes in one turn. Throws as a run does; then the snapshot before stays current. */
export const publishStored = async (settings: PublisherSettings): Promise<RunResult> => {
  const { kept, runner, loaded } = settings;
  await runner.settle();
  const startedAt = BigInt(Date.now()) * 1000n;
  const result = await kept.use(async (workspace) => {
    const clock = new StageClock();
    const context = runner.context(workspace, clock);
    const dataEnd = await storedEnd(context.warehouse.writer);
    const stages = clock.times;
    return walkFromStore(context, { loaded, startedAt, dataEnd, stages, isRebuild: false, warnings: [] });
  });
  runner.beginRun();
  await checkpoint(settings);
  return result;
};

/** Writes everything committed to the database's own file, reads back how far it goes, and lets the journal go so far. */
export const checkpoint = async ({ kept, release, journal }: PublisherSettings): Promise<void> => {
  const offsets = await kept.use(async ({ warehouse: { writer } }) => {
    await writer.run("checkpoint");
    faultPoint("stream-checkpoint");
    return readOffsets(writer);
  });
  const stored = offsets.find(({ stream }) => stream === journal);
  if (stored !== undefined) await release(stored.next);
};
