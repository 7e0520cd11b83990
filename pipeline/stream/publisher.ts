// Snapshots of a stream: on a timer, of what is stored, as a run would publish it. Built in one transaction beside the
// batches, which go on meanwhile; where all has to be built anew they wait. Then a checkpoint, after which nothing depends
// on the log of the database: what the journal holds of it may go.
import { setTimeout as sleep } from "node:timers/promises";
import type { RunResult } from "../../models/results.ts";
import type { LoadedConfig } from "../config.ts";
import { fitThreads } from "../ingest/fit-threads.ts";
import { faultPoint } from "../fault-point.ts";
import { isAddition, walkFromStore } from "../run.ts";
import type { RunContext } from "../run/run-context.ts";
import { StageClock } from "../run/stage-clock.ts";
import type { Session } from "../warehouse/session.ts";
import type { Workspace } from "../workspace.ts";
import type { KeptWorkspace } from "../workspace/kept-workspace.ts";
import type { BatchRunner } from "./batch-runner.ts";
import { resolvedEnd, resolveRest, storedEnd } from "./stored-end.ts";
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

export class Publisher {
  readonly #settings: PublisherSettings;
  #session: Session | undefined;

  constructor(settings: PublisherSettings) {
    this.#settings = settings;
  }

  /** Builds, audits and publishes what is stored. Throws as a run does; then the snapshot before stays current. */
  async publish(): Promise<RunResult> {
    const { kept } = this.#settings;
    const startedAt = BigInt(Date.now()) * 1000n;
    const whole = await kept.use((workspace) => this.#settle(workspace, startedAt));
    const result = whole ?? (await kept.beside((workspace) => this.#publishBeside(workspace, startedAt)));
    await this.checkpoint();
    return result;
  }

  /**
   * Gives up a snapshot that is being made: it fails, and the one before stays current. Between two statements there is
   * nothing to interrupt: call it until it has failed.
   */
  interrupt(): void {
    this.#session?.interrupt();
  }

  /** Writes everything committed to the database's own file, reads back how far it goes, and lets the journal go so far. */
  async checkpoint(): Promise<void> {
    const { kept, loaded, journal, release } = this.#settings;
    const offsets = await kept.use(async ({ warehouse }) => {
      const { writer } = warehouse;
      await checkpointed(writer);
      await fitThreads({ warehouse, config: loaded.config });
      faultPoint("stream-checkpoint");
      return readOffsets(writer);
    });
    const stored = offsets.find(({ stream }) => stream === journal);
    if (stored !== undefined) await release(stored.next);
  }

  /** Resolves what is not; publishes at once where more than an addition to the current snapshot has to be made. */
  async #settle(workspace: Workspace, startedAt: bigint): Promise<RunResult | null> {
    const { loaded, runner } = this.#settings;
    const { writer } = workspace.warehouse;
    const clock = new StageClock();
    const context = runner.context(workspace, clock);
    const dataEnd = await storedEnd(writer);
    const resolved = runner.takeResolution();
    const adds = await isAddition(context, loaded, dataEnd);
    if (!adds || resolved.isFull) {
      const walk = { loaded, startedAt, dataEnd, stages: clock.times, isRebuild: false, warnings: [] };
      this.#session = writer;
      const result = await walkFromStore(context, adds ? { ...walk, resolved } : walk)
        .catch((error: unknown) => {
          runner.note(resolved);
          throw error;
        })
        .finally(() => {
          this.#session = undefined;
        });
      runner.beginRun();
      return result;
    }
    runner.note(resolved);
    const rest = await resolveRest(context, dataEnd);
    if (rest !== null) runner.note(rest);
    return null;
  }

  #publishBeside(workspace: Workspace, startedAt: bigint): Promise<RunResult> {
    const { loaded } = this.#settings;
    const { writer } = workspace.warehouse;
    this.#session = writer;
    const clock = new StageClock();
    return writer
      .transaction(async () => {
        const { context, resolved, dataEnd } = await this.#pin(workspace, clock);
        const walk = { loaded, startedAt, dataEnd, stages: clock.times, isRebuild: false, warnings: [] };
        return walkFromStore(context, { ...walk, resolved });
      })
      .finally(() => {
        this.#session = undefined;
      });
  }

  /** The first statement decides what a transaction sees: between two batches, never inside of one. */
  #pin(workspace: Workspace, clock: StageClock): Promise<Pinned> {
    const { kept, runner } = this.#settings;
    return kept.use(async () => {
      const dataEnd = await resolvedEnd(workspace.warehouse.writer);
      const context = runner.context(workspace, clock);
      const resolved = runner.takeResolution();
      runner.beginRun();
      return { context, resolved, dataEnd };
    });
  }
}

/** While another session writes, if only a temporary table, the engine refuses: soon it does not. */
const checkpointed = async (writer: Session): Promise<void> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await writer.run("checkpoint");
      return;
    } catch (error) {
      const isBusy = error instanceof Error && error.message.includes("Cannot CHECKPOINT");
      if (!isBusy || attempt === 50) throw error;
      await sleep(20);
    }
  }
};

interface Pinned {
  readonly context: RunContext;
  readonly resolved: ReturnType<BatchRunner["takeResolution"]>;
  readonly dataEnd: bigint | null;
}
