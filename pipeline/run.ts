// The walk: the only place that knows the order of the stages, and what makes a run start from the beginning.
import { PolkuError } from "../models/errors.ts";
import type { Statement } from "../models/identity/statement.ts";
import type { AuditOutcome } from "../models/manifest.ts";
import type { RunResult } from "../models/results.ts";
import { instantOf } from "./run/data-end.ts";
import { type LoadedConfig, loadConfig } from "./config.ts";
import { onStore } from "./control/on-store.ts";
import { faultPoint } from "./fault-point.ts";
import { ingest } from "./ingest.ts";
import { type DataEnd, type RunContext, runContext, type StageReporter } from "./run/run-context.ts";
import { runResult } from "./run/run-result.ts";
import { audit } from "./stages/audit.ts";
import { build, isBuilt } from "./stages/build.ts";
import { publish } from "./stages/publish.ts";
import { resolve, type Resolved } from "./stages/resolve.ts";
import { restate } from "./stages/publish/restate.ts";
import { StageClock, type StageTime } from "./run/stage-clock.ts";
import {
  isSameBasis,
  needsAll,
  type Published,
  publishedEnd,
  publishedFault,
  readPublished,
  rememberPublished,
  type SnapshotBasis,
  snapshotBasis,
} from "./run/published.ts";
import { auditTexts, oversizedTexts, republishedText, unknownNamespaceTexts } from "./run/warnings.ts";
import { openWorkspace, placesOf } from "./workspace.ts";
import type { Borrowing } from "./workspace/kept-workspace/lending.ts";
import { alarmTexts } from "./workspace/identity-alarms.ts";
import { recordHealth } from "./workspace/identity-health.ts";
import { explainingStorage } from "./workspace/storage-errors.ts";

export interface RunOptions {
  /** The configuration file. */
  readonly config: string;
  /** Evidence up to this instant only, ISO with Z; default: the greatest time stored that is not later than now. */
  readonly dataEnd?: string;
  /** Told how far each stage is. */
  readonly reporter?: StageReporter;
}

/**
 * Reads what is new in every source, resolves identities, builds the tables and publishes a snapshot. Where
 * nothing changed since the last snapshot, that one stays current and is returned.
 * Where a stream keeps the workspace open, that one publishes what it has stored.
 * Throws PolkuError; audit_failed where a table breaks a law, and then nothing is published.
 */
export const run = (options: RunOptions): Promise<RunResult> =>
  onStore("run", { ...options }, () => runHere(options));

/** The same where no stream has the workspace; else refused. */
export const runHere = (options: RunOptions): Promise<RunResult> => walk(options, "run");

/** Computes everything again from the stored events, without reading any file. */
export const rebuild = (options: RunOptions): Promise<RunResult> => walk(options, "rebuild");

/** Makes the current snapshot whole again from the store, without reading any file; nothing where it is whole. */
export const republish = (options: RunOptions): Promise<RunResult> => walk(options, "republish");

type Kind = "run" | "rebuild" | "republish";

const walk = async (options: RunOptions, kind: Kind): Promise<RunResult> => {
  const startedAt = BigInt(Date.now()) * 1000n;
  const givenEnd = options.dataEnd === undefined ? null : instantOf(options.dataEnd);
  const loaded = await loadConfig(options.config);
  return explainingStorage(placesOf(loaded), () =>
    walkThrough(loaded, { startedAt, givenEnd, reporter: options.reporter, kind }),
  );
};

interface Wishes {
  /** Microseconds since 1970. */
  readonly startedAt: bigint;
  readonly givenEnd: bigint | null;
  readonly reporter: StageReporter | undefined;
  readonly kind: Kind;
}

/** Opens the workspace for one run, and closes it whatever comes of the run. */
const inWorkspace = async <Result>(
  loaded: LoadedConfig,
  {
    startedAt,
    reporter,
    borrowing,
  }: Pick<Wishes, "startedAt" | "reporter"> & { readonly borrowing?: Borrowing },
  work: (context: RunContext, stages: readonly StageTime[]) => Promise<Result>,
): Promise<Result> => {
  const workspace = await openWorkspace(loaded, borrowing);
  const clock = new StageClock(reporter);
  try {
    const context = runContext(workspace, loaded, startedAt, clock);
    return await work(context, clock.times);
  } finally {
    await workspace.close();
  }
};

const walkThrough = async (loaded: LoadedConfig, wishes: Wishes): Promise<RunResult> =>
  inWorkspace(loaded, wishes, async (context, stages) => {
    const { startedAt, givenEnd, kind } = wishes;
    const warnings = kind === "run" ? (await ingest(context)).warnings : [];
    const dataEnd = givenEnd ?? (await greatestTime(context, startedAt));
    const isRebuild = kind === "rebuild";
    return walkFromStore(context, { loaded, startedAt, dataEnd, stages, isRebuild, warnings });
  });

export interface StoreWalk {
  readonly loaded: LoadedConfig;
  /** Microseconds since 1970. */
  readonly startedAt: bigint;
  readonly dataEnd: DataEnd;
  /** The times of the stages that ended; those to come are added to it. */
  readonly stages: readonly StageTime[];
  readonly isRebuild: boolean;
  /** What reading the sources gave to say. */
  readonly warnings: readonly string[];
  /** What was resolved since the last snapshot; not given where this walk has to resolve first. */
  readonly resolved?: Resolution;
}

/** Whether the current snapshot was made with this configuration and program, up to this end at most: then the next adds to it. */
export const isAddition = async (
  context: RunContext,
  loaded: LoadedConfig,
  dataEnd: DataEnd,
): Promise<boolean> => {
  const before = await readPublished(context);
  if (before === null || needsAll(before, await snapshotBasis(context, loaded, dataEnd))) return false;
  return isBuilt(context);
};

/** From what is stored to a snapshot, in an open workspace; where nothing changed, the current one is returned. */
export const walkFromStore = async (context: RunContext, walked: StoreWalk): Promise<RunResult> => {
  const { loaded, startedAt, dataEnd, stages, isRebuild, warnings, resolved } = walked;
  const basis = await snapshotBasis(context, loaded, dataEnd);
  const before = await readPublished(context);
  const isSame = before !== null && isSameBasis(before, basis) && !isRebuild;
  const fault = isSame ? await publishedFault(context, before) : undefined;
  const isFull = isRebuild || before === null || needsAll(before, basis);
  const published =
    isSame && fault === undefined
      ? before
      : await derive(context, { startedAt, basis, dataEnd, isFull, stages }, resolved);
  return runResult(context, published, stages, [
    ...loaded.warnings,
    ...warnings,
    ...(isSame && fault !== undefined ? [republishedText(before.snapshotId, fault)] : []),
    ...published.warnings,
  ]);
};

export interface StatementWalk<Decided> {
  readonly reporter: StageReporter | undefined;
  /** False where the tables stay as they are until the next run. */
  readonly isPublished: boolean;
  /** Decides in the open store what to state; calls `state` once, or not at all where there is nothing to add. */
  readonly decide: (
    context: RunContext,
    state: (statements: readonly Statement[]) => Promise<void>,
  ) => Promise<Decided>;
}

export interface StatementsWalked<Decided> {
  readonly decided: Decided;
  /** The snapshot that holds it; null where none does yet. */
  readonly snapshotId: string | null;
  readonly warnings: readonly string[];
}

/**
 * Adds statements and resolves what follows from them, in one transaction; then builds, audits and publishes as of the
 * end of data of the current snapshot, without reading a source. Where nothing was published yet, nothing is now.
 */
export const walkFromStatements = <Decided>(
  loaded: LoadedConfig,
  { reporter, isPublished, decide }: StatementWalk<Decided>,
): Promise<StatementsWalked<Decided>> => {
  const startedAt = BigInt(Date.now()) * 1000n;
  const work = async (
    context: RunContext,
    stages: readonly StageTime[],
  ): Promise<StatementsWalked<Decided>> => {
    const before = await readPublished(context);
    const dataEnd = before === null ? await greatestTime(context, startedAt) : publishedEnd(before);
    const isFull = before === null || needsAll(before, await snapshotBasis(context, loaded, dataEnd));
    const resolves: Resolved[] = [];
    const decided = await decide(context, async (statements) => {
      resolves.push(await resolve(context, dataEnd, { isFull, statements }));
      faultPoint("resolve-committed");
    });
    const basis = await snapshotBasis(context, loaded, dataEnd);
    if (before === null || !isPublished || isSameBasis(before, basis)) {
      const isCurrent = before !== null && isSameBasis(before, basis);
      return { decided, snapshotId: isCurrent ? before.snapshotId : null, warnings: loaded.warnings };
    }
    const published = await derive(context, { startedAt, basis, dataEnd, isFull, stages }, resolves.at(-1));
    const { snapshotId, warnings } = published;
    return { decided, snapshotId, warnings: [...loaded.warnings, ...warnings] };
  };
  return explainingStorage(placesOf(loaded), () =>
    inWorkspace(loaded, { startedAt, reporter, borrowing: isPublished ? "alone" : "between_batches" }, work),
  );
};

interface Derivation {
  readonly startedAt: bigint;
  readonly basis: SnapshotBasis;
  readonly dataEnd: DataEnd;
  /** Everything anew, whatever is dirty. */
  readonly isFull: boolean;
  /** The times of the stages that ended; those to come are added to it. */
  readonly stages: readonly StageTime[];
}

/** What a snapshot has to know of the resolves before it. */
export type Resolution = Pick<Resolved, "isFull" | "unknownNamespaces" | "oversized">;

/** Resolve (unless it was done before), build, audit, publish; then remember what the snapshot was made from. */
const derive = async (
  context: RunContext,
  { startedAt, basis, dataEnd, isFull, stages }: Derivation,
  done?: Resolution,
): Promise<Published> => {
  const before = await readPublished(context);
  const resolved = done ?? (await resolve(context, dataEnd, { isFull }));
  faultPoint("resolve-committed");
  const built = await build(context, dataEnd, { isFull: isFull || resolved.isFull });
  const health = await recordHealth(context, resolved.unknownNamespaces);
  const audits = await audit(context);
  refuseBroken(audits);
  const { snapshotId, totals } = await publish(context, {
    dataEnd,
    audits,
    hashes: { identity: basis.identity, analysis: basis.analysis },
    restate: (id) => restate(context, { before, basis }, id),
  });
  const published = {
    ...basis,
    snapshotId,
    totals,
    audits: countAudits(audits),
    warnings: [
      ...unknownNamespaceTexts(resolved.unknownNamespaces),
      ...oversizedTexts(resolved.oversized, context.config.identity.max_component_links),
      ...alarmTexts(health),
      ...auditTexts(audits),
    ],
  };
  await rememberPublished(context, published, { startedAt, stages, models: built.models });
  faultPoint("publish-remembered");
  return published;
};

const refuseBroken = (audits: readonly AuditOutcome[]): void => {
  const broken = audits.filter((outcome) => outcome.severity === "stop" && outcome.rows > 0);
  if (broken.length === 0) return;
  const lines = broken.map((outcome) => `- ${outcome.name}: ${outcome.rows} rows`).join("\n");
  throw new PolkuError("audit_failed", { count: broken.length, audits: lines });
};

const countAudits = (audits: readonly AuditOutcome[]): Published["audits"] => {
  const found = (severity: AuditOutcome["severity"]): number =>
    audits.filter((outcome) => outcome.severity === severity && outcome.rows > 0).length;
  const failed = found("stop");
  const warnings = found("warn");
  return { passed: audits.length - failed - warnings, failed, warnings };
};

const greatestTime = async ({ warehouse }: RunContext, startedAt: bigint): Promise<DataEnd> => {
  const row = await warehouse.writer.row(
    "select epoch_us(max(occurred_at))::varchar as data_end from events where occurred_at <= make_timestamp($1::bigint)",
    [startedAt],
  );
  const found = row?.["data_end"];
  return typeof found === "string" ? BigInt(found) : null;
};
