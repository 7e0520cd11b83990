// Proves on a snapshot that paths, funnels, drop-offs and lists of people agree: every pair of numbers that must be
// the same, counted in two ways.
import type { ReconcileCheck, ReconcileResult } from "../../models/analyses/reconcile-result.ts";
import type { LoadedConfig } from "../config.ts";
import { plainText } from "../warehouse/plain-value.ts";
import { sqlText } from "../warehouse/sql-text.ts";
import { analysesAgree, check } from "./reconcile/analyses-agree.ts";
import { type AnalysisSource, withSource } from "./source/open-source.ts";

export interface ReconcileOptions {
  /** A snapshot's id; the current one where none is given. */
  readonly snapshot?: string | undefined;
}

const tablesAgree = async ({ session }: AnalysisSource): Promise<ReconcileCheck[]> => {
  const rows = await session.rows(sqlText("sql/counts/published_tables.sql"));
  return rows.map((row) => check(plainText(row["name"]), row["left"], row["right"]));
};

/** Needs no lock on the workspace. Throws snapshot_missing or snapshot_damaged. */
export const reconcile = (
  loaded: LoadedConfig,
  { snapshot }: ReconcileOptions = {},
): Promise<ReconcileResult> =>
  withSource(loaded, { snapshot }, async (source) => ({
    checks: [
      ...(await tablesAgree(source)),
      ...(await analysesAgree(source, loaded, { snapshot: source.snapshot.id })),
    ],
    snapshot_id: source.snapshot.id,
    data_end: source.snapshot.manifest.data_end,
  }));
