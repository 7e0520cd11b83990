// Cells of an answer as the pictures need them.
import type { AnalysisCell } from "../../models/analyses/analysis-result.ts";

/** 0 where there is none. */
export const number = (cell: AnalysisCell | undefined): number =>
  typeof cell === "number" ? cell : Number(cell ?? 0);

export const text = (cell: unknown): string => (typeof cell === "string" ? cell : String(cell ?? ""));
