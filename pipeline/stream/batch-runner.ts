// Micro-batches one after the other: while one is stored the next is already mapped. A batch that fails is forgotten
// whole; the inputs go back to what is stored and hand its records over again.
import type { StreamInput } from "../../connectors/transports/stream-input.ts";
import type { LoadedConfig } from "../config.ts";
import { faultPoint } from "../fault-point.ts";
import type { Resolution } from "../run.ts";
import { runContext } from "../run/run-context.ts";
import { StageClock } from "../run/stage-clock.ts";
import { StoredIds } from "../stages/deduplicate/stored-ids.ts";
import type { IdentifierKeys } from "../stages/resolve/evidence/identifier-keys.ts";
import type { StagePlan } from "../stages/land/stage-plan.ts";
import type { Session } from "../warehouse/session.ts";
import type { Workspace } from "../workspace.ts";
import type { KeptWorkspace } from "../workspace/kept-workspace.ts";
import { type BatchBounds, gather } from "./gathering/gather.ts";
import { BatchPace } from "./gathering/batch-pace.ts";
import { dropStagedBatch, stageBatch, type StagedBatchOfStream } from "./stage-batch.ts";
import { type BatchCounts, storeBatch } from "./store-batch.ts";
import { readOffsets } from "./stream-offsets.ts";

export interface BatchReport extends BatchCounts {
  readonly runId: string;
  /** Gaps in streams that were written down with it. */
  readonly gaps: number;
  readonly seconds: number;
  /** From the arrival of the oldest record to the commit; null where no record was in it. */
  readonly ageSeconds: number | null;
}

export interface BatchSettings {
  readonly loaded: LoadedConfig;
  readonly plans: readonly StagePlan[];
  readonly inputs: readonly StreamInput[];
  readonly bounds: BatchBounds;
  readonly attempts: number;
  /** Of the store's identifiers; whoever opens the store again clears them. */
  readonly keys: IdentifierKeys;
}

const nothingResolved: Resolution = { isFull: false, unknownNamespaces: [], oversized: 0 };

/** Of both: a namespace is told once, with all its identifiers. */
const joined = (one: Resolution, other: Resolution): Resolution => {
  const counts = new Map<string, number>();
  for (const { namespace, identifiers } of [...one.unknownNamespaces, ...other.unknownNamespaces]) {
    counts.set(namespace, (counts.get(namespace) ?? 0) + identifiers);
  }
  return {
    isFull: one.isFull || other.isFull,
    unknownNamespaces: [...counts].map(([namespace, identifiers]) => ({ namespace, identifiers })),
    oversized: one.oversized + other.oversized,
  };
};

export class BatchRunner {
  readonly #kept: KeptWorkspace;
  readonly #settings: BatchSettings;
  readonly #onStored: (report: BatchReport) => void;
  #staging: Session | undefined;
  #warming: Session | undefined;
  /** Resolves, whatever becomes of it, when the batch at hand is stored or not; undefined where none is at hand. */
  #storing: Promise<void> | undefined;
  #failure: unknown = undefined;
  /** What was taken out of the inputs may not be stored: they have to go back first. */
  #isBehind = false;
  /** Microseconds since 1970: batches until the next snapshot are one run. */
  #runStartedAt = BigInt(Date.now()) * 1000n;
  #runId: string | undefined;
  #resolution = nothingResolved;
  readonly #ids = new StoredIds();
  readonly #pace = new BatchPace();

  constructor(kept: KeptWorkspace, settings: BatchSettings, onStored: (report: BatchReport) => void) {
    this.#kept = kept;
    this.#settings = settings;
    this.#onStored = onStored;
  }

  /**
   * Gathers and maps one batch, and begins to store it. Gives false where nothing came. Throws what the batch before
   * it threw: then call `recover`, which the next call else does itself.
   */
  async next(isEnding: () => boolean): Promise<boolean> {
    const { inputs, bounds, plans, attempts } = this.#settings;
    if (this.#isBehind) await this.recover();
    this.#isBehind = true;
    const gathered = await gather(inputs, bounds, isEnding, () => this.#pace.isEarly);
    this.#throwFailure();
    if (gathered === null) {
      this.#isBehind = false;
      return false;
    }
    faultPoint("stream-fetched");
    const session = await this.#stagingSession();
    const staged = await this.#pace.mapping(() => stageBatch(session, gathered, plans, attempts));
    await this.settle();
    this.#storing = this.#pace
      .storing(() => this.#store(staged))
      .catch((error: unknown) => {
        this.#failure = error;
        this.#isBehind = true;
      })
      // Best effort: what stays goes with the memory that holds it.
      .then(() => dropStagedBatch(session, staged).catch(() => undefined))
      .then(() => {
        this.#storing = undefined;
      });
    this.#isBehind = false;
    return true;
  }

  /** Resolves when what was begun is stored; throws where it was not. */
  async settle(): Promise<void> {
    await this.#storing;
    this.#throwFailure();
  }

  /** After a failure: every input goes back to what is stored. */
  async recover(): Promise<void> {
    await this.#storing;
    this.#failure = undefined;
    const stored = await this.#kept.use(({ warehouse }) => readOffsets(warehouse.writer));
    for (const input of this.#settings.inputs) await input.rewind(stored);
    this.#isBehind = false;
  }

  /** Adds to what the next snapshot has to know. */
  note(resolved: Resolution): void {
    this.#resolution = joined(this.#resolution, resolved);
  }

  /** What was resolved since the last call. */
  takeResolution(): Resolution {
    const taken = this.#resolution;
    this.#resolution = nothingResolved;
    return taken;
  }

  /** Batches from now on belong to a new run: after a snapshot told of the one before. */
  beginRun(): void {
    this.#runStartedAt = BigInt(Date.now()) * 1000n;
    this.#runId = undefined;
  }

  /** The context of the run that batches belong to now. */
  context(workspace: Workspace, clock = new StageClock()): ReturnType<typeof runContext> {
    const context = runContext(workspace, this.#settings.loaded, this.#runStartedAt, clock);
    this.#runId ??= context.runId;
    return { ...context, runId: this.#runId };
  }

  /**
   * Learns what is stored while nothing may have come yet: the first batch would have to. Resolves when that is done, or
   * cannot be: then the batch does it.
   */
  async warm(): Promise<void> {
    const session = await this.#kept.use(({ warehouse }) => warehouse.session());
    this.#warming = session;
    try {
      await this.#settings.keys.fill(session);
      await this.#ids.warm(session);
    } catch {
      // The store was closed meanwhile, or fails: whoever needs it next is told.
    } finally {
      this.#warming = undefined;
      session.close();
    }
  }

  /** Call it before the store is closed. */
  async closeStaging(): Promise<void> {
    await this.#storing;
    await this.#warming?.end();
    this.#staging?.close();
    this.#staging = undefined;
  }

  async #store(batch: StagedBatchOfStream): Promise<void> {
    const startedAt = performance.now();
    const { runId, counts } = await this.#kept.use(async (workspace) => {
      const context = this.context(workspace);
      const remembered = { ids: this.#ids, keys: this.#settings.keys };
      const { counts: found, resolved } = await storeBatch(context, batch, remembered);
      this.note(resolved);
      // Best effort: what is not learnt is looked through.
      await this.#settings.keys.fill(workspace.warehouse.writer).catch(() => undefined);
      return { runId: context.runId, counts: found };
    });
    for (const input of this.#settings.inputs) input.stored(batch.progress);
    faultPoint("stream-acknowledge");
    this.#onStored({
      ...counts,
      runId,
      gaps: batch.gaps.length,
      seconds: (performance.now() - startedAt) / 1000,
      ageSeconds: batch.oldestAt === null ? null : (Date.now() - batch.oldestAt) / 1000,
    });
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Kept between batches: to take a turn for it would be to wait for the batch that is stored. */
  async #stagingSession(): Promise<Session> {
    this.#staging ??= await this.#kept.use(({ warehouse }) => warehouse.mappingSession());
    return this.#staging;
  }
}
