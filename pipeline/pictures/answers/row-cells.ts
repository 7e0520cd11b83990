// Cells of an answer as the pictures need them.
import type { AnalysisCell } from "../../../models/analyses/analysis-result.ts";

/** 0 where there is none. */
export const number = (cell: AnalysisCell | undefined): number =>
  typeof cell === "number" ? cell : Number(cell ?? 0);

/** Empty for what is no text and no number. */
export const text = (cell: unknown): string =>
  typeof cell === "string" || typeof cell === "number" ? String(cell) : "";
