// The manifest of a snapshot: what its files hold and what they were made from. Readers need nothing else.
import { z } from "zod";

/** Raise it when a reader of the earlier format would misread the new one. */
export const manifestFormat = 1;

const count = z.number().int().nonnegative();

const column = z.object({
  name: z.string(),
  type: z.string().describe("in the file, as DuckDB writes it"),
  comment: z.string().nullable().describe("what the column means"),
});

const table = z.object({
  name: z.string(),
  file: z.string().describe("relative to the manifest's folder"),
  rows: count,
  bytes: count.describe("length of the file"),
  sha256: z.string().describe("digest of the file's bytes, in hex"),
  comment: z.string().nullable().describe("what the table means"),
  grain: z.array(z.string()).describe("the columns that name a row; empty where none were declared"),
  columns: z.array(column),
});

const audit = z.object({
  name: z.string(),
  severity: z.enum(["stop", "warn"]).describe("stop audits block publishing, so here their rows are 0"),
  rows: count.describe("rows that break the law"),
});

const columnFile = z.object({
  name: z.string(),
  file: z.string().describe("relative to the manifest's folder"),
  type: z.enum(["uint8", "uint16", "int32", "float64"]),
  rows: count,
  bytes: count,
  sha256: z.string(),
});

const analysisFiles = z.object({
  tables: z.array(table).describe("as under tables; the program's own, which may change with any version"),
  columns: z
    .array(columnFile)
    .optional()
    .describe("columns of touchpoints as bare numbers, lowest byte first, in the order of their table"),
  timezone: z.string(),
  currency: z.string(),
  sessions: z
    .object({ gap_minutes: z.number(), channel_gap_minutes: z.record(z.string(), z.number()) })
    .describe("by which silence sessions were cut"),
});

export const manifestSchema = z.object({
  format_version: z.literal(manifestFormat).describe("rises when an earlier reader would misread"),
  snapshot_id: z.string(),
  run_id: z.string(),
  polku_version: z.string(),
  data_end: z
    .string()
    .nullable()
    .describe("evidence later than this instant is not in; null where there is no event yet"),
  config: z
    .object({ identity: z.string(), analysis: z.string() })
    .describe("digests of what of the configuration decides who is who, and what they did"),
  audits: z.array(audit),
  tables: z.array(table),
  analysis: analysisFiles.optional().describe("what analyses read; not in snapshots of earlier versions"),
});

export type Manifest = z.output<typeof manifestSchema>;
export type ManifestTable = z.output<typeof table>;
export type ColumnFile = z.output<typeof columnFile>;
export type AnalysisFiles = z.output<typeof analysisFiles>;
export type AuditOutcome = z.output<typeof audit>;
