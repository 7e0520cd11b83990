// The manifest of a snapshot: what its files hold and what they were made from. Readers need nothing else.
import { z } from "zod";

/** Raise it when a reader of the earlier format would misread the new one. */
export const manifestFormat = 1;

const column = z.object({
  name: z.string(),
  type: z.string(),
  comment: z.string().nullable(),
});

const table = z.object({
  name: z.string(),
  /** Relative to the manifest's folder. */
  file: z.string(),
  rows: z.number().int().nonnegative(),
  bytes: z.number().int().nonnegative(),
  sha256: z.string(),
  comment: z.string().nullable(),
  /** The columns that name a row; empty where none were declared. */
  grain: z.array(z.string()),
  columns: z.array(column),
});

const audit = z.object({
  name: z.string(),
  /** `stop` audits block publishing, so here their rows are 0. */
  severity: z.enum(["stop", "warn"]),
  rows: z.number().int().nonnegative(),
});

export const manifestSchema = z.object({
  format_version: z.literal(manifestFormat),
  snapshot_id: z.string(),
  run_id: z.string(),
  polku_version: z.string(),
  data_end: z.string().nullable(),
  config: z.object({ identity: z.string(), analysis: z.string() }),
  audits: z.array(audit),
  tables: z.array(table),
});

export type Manifest = z.output<typeof manifestSchema>;
export type ManifestTable = z.output<typeof table>;
export type AuditOutcome = z.output<typeof audit>;
