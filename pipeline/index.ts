// polku as a library: what the command line does, with the same shapes as its JSON. Every function takes the
// configuration file and rejects with PolkuError.
import type { AnalysisResult } from "../models/analyses/analysis-result.ts";
import type { NumbersResult, PeopleResult, ReconcileResult } from "../models/analyses/reconcile-result.ts";
import { PolkuError } from "../models/errors.ts";
import type {
  DoctorResult,
  ExportResult,
  QuarantineEntry,
  QuarantineRecord,
  ReplayResult,
  RunResult,
  WhatIfResult,
} from "../models/results.ts";
import type {
  EvaluateResult,
  ExplainResult,
  IdentityTrendResult,
  SuggestResult,
} from "../models/results/identity.ts";
import { ask, type AskOptions } from "./analysis/ask.ts";
import { funnelKind } from "./analysis/funnels.ts";
import { dropOffsKind } from "./analysis/drop-offs.ts";
import { type Contingency, oddsRatio, type OddsRatio } from "./analysis/funnels/odds-ratio.ts";
import { pathsKind } from "./analysis/paths.ts";
import { connectedEdges, type PlacedEdge } from "./analysis/paths/edges/connected-edges.ts";
import { sessionsKind } from "./analysis/sessions.ts";
import { reconcile as reconcileSnapshot, type ReconcileOptions } from "./analysis/reconcile.ts";
import { peopleOfNumber, type PeopleOptions } from "./analysis/reconcile/people-of-number.ts";
import {
  type NumbersOptions,
  reconcileNumbers as reconcileTwoNumbers,
} from "./analysis/reconcile/two-numbers.ts";
import { timeline as readTimeline, type TimelineOptions, type TimelineResult } from "./analysis/timeline.ts";
import type {
  ListedStatement,
  StatedIdentifier,
  StatementResult,
  StatementsResult,
} from "../models/identity/statement.ts";
import { type LoadedConfig, loadConfig } from "./config.ts";
import { evaluate, type EvaluateOptions } from "./questions/evaluate.ts";
import { explain, type ExplainOptions } from "./questions/explain.ts";
import { explanationGraph, type GraphFormat } from "./questions/explanation-graph.ts";
import { identityTrend, type IdentityTrendOptions } from "./questions/identity-trend.ts";
import { suggest, suggestedYaml, type SuggestOptions } from "./questions/suggest.ts";
import { whatIf, type WhatIfOptions } from "./questions/what-if.ts";
import { replayQuarantine, type ReplayOptions } from "./ingest/replay.ts";
import { type RereadOptions, type RereadResult, rereadTopic } from "./ingest/reread-topic.ts";
import { rebuild, run, type RunOptions } from "./run.ts";
import type { RunningStream, StreamOptions } from "./stream.ts";
import type { StageReporter } from "./run/run-context.ts";
import { exportTables as exportSnapshot, type ExportOptions } from "./snapshots/export.ts";
import { listStatements } from "./statements/list-statements.ts";
import {
  applyStatements,
  blockValue,
  joinIdentifiers,
  type Pair,
  splitIdentifiers,
  type StatingOptions,
  unblockValue,
  undoStatement,
} from "./statements/state.ts";
import { queryRows, type QueryOptions } from "./snapshots/query.ts";
import {
  addKey as makeKey,
  type KeyWish,
  type ListedKey,
  listKeys as listAllKeys,
  removeKey as dropKey,
} from "./serve/access/keep-keys.ts";
import type { Plain } from "./warehouse/plain-value.ts";
import { type Examination, examine } from "./workspace/doctor.ts";
import { heal as healPart, type HealedPart } from "./workspace/heal.ts";
import {
  listQuarantine as listSetAside,
  type QuarantineFilter,
  showQuarantine as showSetAside,
} from "./workspace/quarantine.ts";

export {
  applyStatements,
  blockValue,
  joinIdentifiers,
  listStatements,
  splitIdentifiers,
  unblockValue,
  undoStatement,
};
export type { ListedStatement, Pair, StatedIdentifier, StatementResult, StatementsResult, StatingOptions };
export {
  connectedEdges,
  evaluate,
  explain,
  explanationGraph,
  identityTrend,
  oddsRatio,
  PolkuError,
  rebuild,
  replayQuarantine,
  rereadTopic,
  run,
  suggest,
  suggestedYaml,
  whatIf,
};
export type {
  AnalysisResult,
  AskOptions,
  Contingency,
  DoctorResult,
  EvaluateOptions,
  EvaluateResult,
  ExplainOptions,
  ExplainResult,
  ExportOptions,
  ExportResult,
  GraphFormat,
  KeyWish,
  ListedKey,
  IdentityTrendOptions,
  IdentityTrendResult,
  LoadedConfig,
  NumbersOptions,
  NumbersResult,
  OddsRatio,
  PeopleOptions,
  PeopleResult,
  PlacedEdge,
  Plain,
  QuarantineEntry,
  QuarantineFilter,
  QuarantineRecord,
  QueryOptions,
  ReconcileOptions,
  ReconcileResult,
  ReplayOptions,
  ReplayResult,
  RereadOptions,
  RereadResult,
  RunningStream,
  RunOptions,
  RunResult,
  StageReporter,
  StreamOptions,
  SuggestOptions,
  SuggestResult,
  TimelineOptions,
  TimelineResult,
  WhatIfOptions,
  WhatIfResult,
};

/** A row of a query: integers beyond 2^53 and decimals are texts, times ISO with Z. */
export type QueryRow = Record<string, Plain>;

interface InProject {
  /** The configuration file; `./polku.yaml` where nothing is said. */
  readonly config?: string;
}

const projectOf = ({ config }: InProject): Promise<LoadedConfig> => loadConfig(config ?? "./polku.yaml");

/** Runs the pipeline as a service, until it is stopped; resolves when it serves. What only streams need is loaded now. */
export const stream = async (options: StreamOptions): Promise<RunningStream> =>
  (await import("./stream.ts")).stream(options);

/** Rows of one SELECT over the current snapshot, or another. Needs no lock on the workspace. */
export const query = async (sql: string, options: InProject & QueryOptions = {}): Promise<QueryRow[]> =>
  queryRows(await projectOf(options), sql, options);

/** What people did one after the other, out of a snapshot. Needs no lock on the workspace. */
export const paths = async (options: InProject & AskOptions = {}): Promise<AnalysisResult> =>
  ask(pathsKind, await projectOf(options), options);

/** How far people get through given steps, out of a snapshot. Needs no lock on the workspace. */
export const funnel = async (options: InProject & AskOptions = {}): Promise<AnalysisResult> =>
  ask(funnelKind, await projectOf(options), options);

/** Sessions, cut as a definition says. Needs no lock on the workspace. */
export const sessions = async (options: InProject & AskOptions = {}): Promise<AnalysisResult> =>
  ask(sessionsKind, await projectOf(options), options);

/** Where visits end without the goal, and where people went next, out of a snapshot. Needs no lock. */
export const dropOffs = async (options: InProject & AskOptions = {}): Promise<AnalysisResult> =>
  ask(dropOffsKind, await projectOf(options), options);

/** Counts every number of a snapshot that can be counted in two ways, both ways. Needs no lock. */
export const reconcile = async (options: InProject & ReconcileOptions = {}): Promise<ReconcileResult> =>
  reconcileSnapshot(await projectOf(options), options);

/** Of two numbers, as `funnel:checkout/2`: who is in both, who in one alone, and why. Needs no lock. */
export const reconcileNumbers = async (options: InProject & NumbersOptions): Promise<NumbersResult> =>
  reconcileTwoNumbers(await projectOf(options), options);

/** Who is behind a number, as `funnel:checkout/2/dropped`. Needs no lock on the workspace. */
export const people = async (options: InProject & PeopleOptions): Promise<PeopleResult> =>
  peopleOfNumber(await projectOf(options), options);

/** One person across channels, and the evidence that makes them one. Needs no lock on the workspace. */
export const timeline = async (options: InProject & TimelineOptions): Promise<TimelineResult> =>
  readTimeline(await projectOf(options), options);

/** Writes the tables of a snapshot to a folder, identifiers hashed unless told otherwise. */
export const exportTables = async (options: InProject & ExportOptions): Promise<ExportResult> =>
  exportSnapshot(await projectOf(options), options);

/** What was set aside, without its content. */
export const listQuarantine = async (
  options: InProject & QuarantineFilter = {},
): Promise<readonly QuarantineEntry[]> => (await listSetAside(await projectOf(options), options)).entries;

/** One quarantined record with its content. */
export const showQuarantine = async (id: number, options: InProject = {}): Promise<QuarantineRecord> =>
  showSetAside(await projectOf(options), String(id));

/** Makes a key that sends events of a source, or with `source: null` reads profiles. It is given this once. */
export const addKey = async (options: InProject & KeyWish): Promise<ListedKey & { readonly key: string }> =>
  makeKey(await projectOf(options), options);

/** Every key that may send or read, without the key. */
export const listKeys = async (options: InProject = {}): Promise<ListedKey[]> =>
  listAllKeys(await projectOf(options));

/** Removes a key, named by six or more hex digits of its key_id. */
export const removeKey = async (digits: string, options: InProject = {}): Promise<ListedKey> =>
  dropKey(await projectOf(options), digits);

/** Checks before a run what can be checked; with `heal`, mends that part first. */
export const doctor = async (
  options: InProject & Examination & { readonly heal?: HealedPart } = {},
): Promise<DoctorResult> => {
  const project = await projectOf(options);
  const healed = options.heal === undefined ? [] : await healPart(project, options.heal);
  return { ...(await examine(project, options)), healed };
};
