// What every analysis answers, with `--json` and from the library.
import { z } from "zod";
import { group } from "./group.ts";

const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export const analysisResultSchema = z.object({
  /** As it was asked, with every default filled in. */
  definition: z.record(z.string(), z.unknown()),
  columns: z.array(z.string()),
  /** Objects keyed by `columns`. */
  rows: z.array(z.record(z.string(), cell)),
  totals: z.record(z.string(), cell),
  /** Null where there is no event yet. */
  data_end: z.string().nullable(),
  snapshot_id: z.string(),
  identity: z.enum(["stitched", "unstitched"]),
  /** The people and the time that were asked for; absent where all were. */
  group: group.optional(),
  /** What it is compared with: rows have a `…_versus` and a `…_difference` beside each measure. */
  versus: z
    .object({
      group,
      data_end: z.string().nullable(),
      snapshot_id: z.string(),
      identity: z.enum(["stitched", "unstitched"]),
      /** How p-values were computed. */
      method: z.string(),
    })
    .optional(),
  /** With `--explain`: how the numbers came about, and how to get from one to its people and events. */
  explanation: z
    .object({ method: z.array(z.string()), sql: z.array(z.string()), trace: z.array(z.string()) })
    .optional(),
});

export type AnalysisCell = z.output<typeof cell>;
export type AnalysisRow = Record<string, AnalysisCell>;
export type AnalysisResult = z.output<typeof analysisResultSchema>;
