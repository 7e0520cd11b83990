// polku as a service: one process, one writer. Opens the store, the journal, the inputs and the server in this order, and
// closes them in the other. Knows the order of things and nothing of how any of them works.
import type { StreamInput, StreamProgress } from "../connectors/transports/stream-input.ts";
import type { RunResult } from "../models/results.ts";
import { type LoadedConfig, loadConfig } from "./config.ts";
import { openControl } from "./control/control-server.ts";
import { stagePlan } from "./ingest/stage-plan.ts";
import { journalStream } from "./journal/journal-input.ts";
import type { Journal } from "./journal/journal.ts";
import type { Logger } from "./log.ts";
import { refuseMissingKeys } from "./serve/access/key-places.ts";
import { WriteKeys } from "./serve/access/write-keys.ts";
import { openProfileReads } from "./serve/profiles/open-profile-reads.ts";
import type { ProfileReads } from "./serve/profiles/profile-reads.ts";
import type { RunningServer } from "./serve/serve-options.ts";
import { openServer } from "./serve/server.ts";
import { IdentifierKeys } from "./stages/resolve/evidence/identifier-keys.ts";
import { BatchRunner } from "./stream/batch-runner.ts";
import { FileWatch, watchesFiles } from "./stream/file-watch.ts";
import { Publisher } from "./stream/publisher.ts";
import { StreamHealth } from "./stream/readiness.ts";
import { openJournal, startInputs, streamInputs } from "./stream/stream-inputs.ts";
import { StreamLoop } from "./stream/stream-loop.ts";
import { StreamMetrics } from "./stream/stream-metrics.ts";
import { readOffsets } from "./stream/stream-offsets.ts";
import { type KeptWorkspace, keepOpen } from "./workspace/kept-workspace.ts";
import { placesOf } from "./workspace.ts";
import { explainingStorage, storageError } from "./workspace/storage-errors.ts";

export interface StreamOptions {
  /** The configuration file. */
  readonly config: string;
  readonly log: Logger;
}

export interface RunningStream {
  /** Where the server listens. */
  readonly url: string;
  /** Builds, audits and publishes what is stored now. */
  publishNow(): Promise<RunResult>;
  /** Takes nothing more, stores what was begun and closes everything. To call it twice is to call it once. */
  stop(): Promise<void>;
}

/**
 * Starts a stream; resolves when it serves. Throws PolkuError: workspace_in_use, stream_refused, keys_unusable and
 * whatever opening a workspace throws.
 */
export const stream = async ({ config, log }: StreamOptions): Promise<RunningStream> => {
  const loaded = leavingOneThread(await loadConfig(config));
  return explainingStorage(placesOf(loaded), async () => {
    const opened: Opened = [];
    try {
      return await open(loaded, log, opened);
    } catch (error) {
      await closeAll(opened).catch(() => undefined);
      throw error;
    }
  });
};

/**
 * Requests, mapping and snapshots run beside the batches. On two cores a batch that takes both costs a third more
 * processor time than one that takes one of them, and is no sooner done.
 */
const leavingOneThread = (loaded: LoadedConfig): LoadedConfig => {
  const { config } = loaded;
  const engine = { ...config.engine, threads: Math.max(1, config.engine.threads - 1) };
  return { ...loaded, config: { ...config, engine } };
};

interface Parts {
  readonly kept: KeptWorkspace;
  readonly journal: Journal;
  readonly inputs: readonly StreamInput[];
  readonly runner: BatchRunner;
  readonly metrics: StreamMetrics;
  readonly publisher: Publisher;
  readonly reads: ProfileReads;
}

/** How to close each part that stands, in the order in which they were opened. */
type Opened = (() => Promise<void>)[];

/** Closes every part, also where one of them fails; throws what the first of these threw. */
const closeAll = async (opened: Opened): Promise<void> => {
  const failures: unknown[] = [];
  for (const close of opened.toReversed()) await close().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
};

const open = async (loaded: LoadedConfig, log: Logger, opened: Opened): Promise<RunningStream> => {
  await refuseMissingKeys(loaded);
  const parts = await openStore(loaded, log, opened);
  const { inputs, metrics, publisher, runner } = parts;
  const health = new StreamHealth(inputs, loaded.config.stream.stall_seconds, () => loop.aliveAt);
  const loop: StreamLoop = openLoop(loaded, parts, log, (problem) => {
    health.problem = problem;
    if (problem !== null) metrics.failed();
  });
  await beginReading(parts, log, opened);
  const watch = health.watch();
  opened.push(async () => watch.stop());
  const server = await openDoors(loaded, { ...parts, health, loop }, log, opened);
  return running(loaded, { loop, runner, server, publisher, opened });
};

const storedIn = (kept: KeptWorkspace): Promise<StreamProgress[]> =>
  kept.use(({ warehouse }) => readOffsets(warehouse.writer));

/** The store, the journal from where the store is on, and what works on them. */
const openStore = async (loaded: LoadedConfig, log: Logger, opened: Opened): Promise<Parts> => {
  const kept = await keepOpen(loaded);
  opened.push(() => kept.close());
  const journal = await openJournal(kept.path, await storedIn(kept));
  opened.push(() => journal.close());
  const inputs = streamInputs(loaded, journal, log);
  const metrics = new StreamMetrics(inputs);
  const keys = new IdentifierKeys();
  const runner = await openRunner(loaded, { kept, inputs, metrics, keys }, log);
  opened.push(() => runner.closeStaging());
  const release = (next: bigint): Promise<void> => journal.release(next);
  const publisher = new Publisher({ loaded, kept, runner, release, journal: journalStream });
  const { reads, close } = await openProfileReads(loaded, kept, keys, log);
  opened.push(close);
  return { kept, journal, inputs, runner, metrics, publisher, reads };
};

const beginReading = async ({ kept, inputs }: Parts, log: Logger, opened: Opened): Promise<void> => {
  const ending = new AbortController();
  opened.push(async () => {
    ending.abort();
    for (const input of inputs) await input.stop();
  });
  await startInputs(inputs, () => storedIn(kept), ending.signal, log);
};

/** The server, and the socket for commands. */
const openDoors = async (
  loaded: LoadedConfig,
  { kept, journal, metrics, reads, health, loop }: Parts & { health: StreamHealth; loop: StreamLoop },
  log: Logger,
  opened: Opened,
): Promise<RunningServer> => {
  const server = await openServer({
    config: loaded,
    sink: journal,
    keys: await WriteKeys.load(loaded),
    status: () => health.status(),
    metrics: metrics.registry,
    log,
    readProfile: reads.read,
  });
  const control = await openControl({ kept, loaded, log, publishNow: () => loop.publishNow() });
  opened.push(() => control.close());
  return server;
};

const openRunner = async (
  loaded: LoadedConfig,
  { kept, inputs, metrics, keys }: Pick<Parts, "kept" | "inputs" | "metrics"> & { keys: IdentifierKeys },
  log: Logger,
): Promise<BatchRunner> => {
  const { batch_records, batch_seconds, attempts } = loaded.config.stream;
  const setting = { ...loaded, workspace: kept.path };
  const plans = await Promise.all(loaded.config.sources.map((source) => stagePlan(source, setting)));
  const bounds = { records: batch_records, milliseconds: batch_seconds * 1000 };
  return new BatchRunner(kept, { loaded, plans, inputs, bounds, attempts, keys }, (report) => {
    metrics.batchStored(report);
    log.info({ ...report }, "batch stored");
    if (report.gaps > 0) log.warn({ gaps: report.gaps, run_id: report.runId }, "records were gone unread");
  });
};

const openLoop = (
  loaded: LoadedConfig,
  { kept, runner, metrics, publisher, reads }: Parts,
  log: Logger,
  onState: (problem: string | null) => void,
): StreamLoop => {
  const { config } = loaded;
  const files = new FileWatch();
  const watch = (isEnding: () => boolean): Promise<void> =>
    kept.use(async (workspace) => {
      const { records, warnings, resolved } = await files.look(runner.context(workspace), isEnding);
      if (resolved !== null) runner.note(resolved);
      for (const warning of warnings) log.warn(warning);
      if (records === 0) return;
      metrics.filesRead(records);
      log.info({ records }, "files read");
    });
  const publish = async (): Promise<RunResult> => {
    const startedAt = performance.now();
    let outcome: "published" | "failed" = "failed";
    try {
      const result = await publisher.publish();
      outcome = "published";
      if (result.stages.length > 0) {
        log.info({ snapshot_id: result.snapshot_id, profiles: result.profiles }, "snapshot published");
      }
      return result;
    } finally {
      metrics.snapshotEnded(outcome, (performance.now() - startedAt) / 1000);
    }
  };
  return new StreamLoop({
    reopen: () => reads.whileClosed(() => kept.reopen()),
    runner,
    publish,
    publishSeconds: config.publish.every_seconds,
    interruptPublish: () => publisher.interrupt(),
    patienceSeconds: config.stream.drain_seconds / 2,
    watch,
    explain: async (error) => (await storageError(error, placesOf(loaded))) ?? error,
    watchSeconds: watchesFiles(config.sources) ? config.stream.watch_seconds : Number.POSITIVE_INFINITY,
    log,
    onState,
  });
};

interface Running {
  readonly loop: StreamLoop;
  readonly runner: BatchRunner;
  readonly server: RunningServer;
  readonly publisher: Publisher;
  readonly opened: Opened;
}

/** Begins the loop, and knows how to end all of it. */
const running = (
  loaded: LoadedConfig,
  { loop, runner, server, publisher, opened }: Running,
): RunningStream => {
  const looped = loop.run();
  void runner.warm();
  const end = async (): Promise<void> => {
    await server.close({ deadlineSeconds: loaded.config.stream.drain_seconds });
    loop.end();
    await looped;
    try {
      await publisher.checkpoint();
    } finally {
      await closeAll(opened);
    }
  };
  let ended: Promise<void> | undefined;
  return {
    url: server.url,
    publishNow: () => loop.publishNow(),
    stop: () => (ended ??= end()),
  };
};
