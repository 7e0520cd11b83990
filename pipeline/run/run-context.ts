// What every stage of a run is given. Stages keep nothing else between calls: the store is the truth.
import type { Config } from "../../models/config.ts";
import type { NamespaceRule } from "../../models/identity/namespaces.ts";
import type { LoadedConfig } from "../config.ts";
import type { Warehouse } from "../warehouse/warehouse.ts";
import type { Workspace } from "../workspace.ts";
import { newRunId } from "./run-id.ts";

/** Told how far a stage is, so that a terminal or a log can show it. `total` is in the same unit as `done`. */
export interface StageReporter {
  begin(stage: StageName, unit: "records" | "bytes" | "rows" | "models" | "tables"): void;
  advance(done: number, total?: number): void;
  /** Told after each part of a stage: a model, an audit, a table. */
  part?(name: string, rows: number): void;
  /** Ends the stage begun last. */
  end(rows: number): void;
}

export const stageNames = ["land", "deduplicate", "admit", "resolve", "build", "audit", "publish"] as const;
export type StageName = (typeof stageNames)[number];

export interface RunContext {
  readonly warehouse: Warehouse;
  readonly config: Config;
  /** The folder of the configuration file: every relative path starts there. */
  readonly folder: string;
  /** Absolute path of the workspace. */
  readonly workspace: string;
  /** Built-in namespaces with the configuration's changes, and its own, by rank. */
  readonly namespaces: readonly NamespaceRule[];
  readonly secret: Buffer;
  readonly runId: string;
  readonly reporter: StageReporter;
}

/** `data_end` as microseconds since 1970; null where nothing is stored that is not later than the run's start. */
export type DataEnd = bigint | null;

/** What the stages of one run are given in an open workspace. `startedAt`: microseconds since 1970. */
export const runContext = (
  { warehouse, path, secret }: Workspace,
  loaded: LoadedConfig,
  startedAt: bigint,
  reporter: StageReporter,
): RunContext => ({
  warehouse,
  config: loaded.config,
  folder: loaded.folder,
  workspace: path,
  namespaces: loaded.namespaces,
  secret,
  runId: newRunId(startedAt),
  reporter,
});
