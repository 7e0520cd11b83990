// What commands print with `--json` and what the library resolves to: one schema for both.
// Integers beyond 2^53 and decimals are strings, times ISO with Z.
import { z } from "zod";
import { count, isoTime, natural } from "./results/figures.ts";

/** What became of one source's records and events in one run. Net counts: `stored` may be negative. */
const sourceCounts = z.object({
  name: z.string(),
  records: natural,
  mapped: count,
  quarantined_records: count,
  received: count,
  stored: count,
  duplicate: count,
  superseded: count,
  quarantined: count,
  erased: count,
});

const stageTime = z.object({ name: z.string(), seconds: z.number().nonnegative(), rows: natural });

/** `polku run`, `polku rebuild`. */
export const runResultSchema = z.object({
  run_id: z.string(),
  snapshot_id: z.string(),
  snapshot_dir: z.string(),
  /** Null where nothing is stored yet. */
  data_end: isoTime.nullable(),
  sources: z.array(sourceCounts),
  unattributed: natural,
  future: natural,
  profiles: natural,
  known_profiles: natural,
  /** Distinct most local identifiers: how many people there would seem to be without stitching. */
  profiles_without_stitching: natural,
  audits: z.object({ passed: natural, failed: natural, warnings: natural }),
  stages: z.array(stageTime),
  /** Globs without a file, unknown namespaces, amounts that count nowhere: a sentence each. */
  warnings: z.array(z.string()),
});

const measures = z.object({
  seconds: z.number().nonnegative(),
  /** Of all threads. */
  cpu_seconds: z.number().nonnegative(),
  /** The most that was seen; looked at four times a second. */
  peak_rss_bytes: natural,
  peak_spilled_bytes: natural,
});

const measuredPart = measures.extend({ name: z.string(), rows: natural });
const measuredStage = measuredPart.extend({ parts: z.array(measuredPart) });

/** `polku run --profile`: a run that failed has no ids, and its last stages are missing. */
export const runProfileSchema = measures.extend({
  run_id: z.string().nullable(),
  snapshot_id: z.string().nullable(),
  stages: z.array(measuredStage),
});

const beforeAfter = <Name extends string>(...names: readonly Name[]) =>
  Object.fromEntries(
    names.flatMap((name) => [
      [`${name}_before`, natural],
      [`${name}_after`, natural],
    ]),
  ) as Record<`${Name}_before` | `${Name}_after`, typeof natural>;

/** What became of those who dropped off. */
export const dropOffKinds = [
  "continued_elsewhere",
  "continued_later",
  "came_back",
  "identity_lost",
  "gone",
  "open",
] as const;
export type DropOffKind = (typeof dropOffKinds)[number];

const profileExample = z.object({
  kind: z.enum(["merged", "split"]),
  profiles_before: z.array(z.string()),
  profiles_after: z.array(z.string()),
  /** A few of each part; null where no profile holds it alone. */
  identifiers: z.array(
    z.object({
      identifier: z.string(),
      profile_before: z.string().nullable(),
      profile_after: z.string().nullable(),
    }),
  ),
});

/** `polku identity what-if`: what would be otherwise. */
export const whatIfResultSchema = z.object({
  /** What was changed, as it was given. */
  changes: z.array(z.string()),
  data_end: isoTime.nullable(),
  profiles: z.object({
    before: natural,
    after: natural,
    known_before: natural,
    known_after: natural,
    /** Profiles of before that would be part of one with others. */
    merged: natural,
    /** Profiles of before whose identifiers would be held by several. */
    split: natural,
    /** Identifiers that would not go where the rest of their profile goes. */
    moved: natural,
    examples: z.array(profileExample),
  }),
  journeys: z.object({
    before: natural,
    after: natural,
    converted_before: natural,
    converted_after: natural,
    by_name: z.array(
      z.object({ journey_name: z.string(), ...beforeAfter("journeys", "converted", "dropped", "open") }),
    ),
  }),
  /** Every step of every funnel. */
  funnels: z.array(
    z.object({
      funnel_name: z.string(),
      step_number: natural,
      step_label: z.string(),
      ...beforeAfter("profiles"),
    }),
  ),
  /** The points that would differ, the largest difference first. */
  drop_offs: z.array(
    z.object({
      journey_name: z.string(),
      step_label: z.string(),
      ...beforeAfter("visits", "drop_offs", ...dropOffKinds),
    }),
  ),
  /** Rows by the table's grain. */
  tables: z.array(
    z.object({ table: z.string(), rows_added: natural, rows_removed: natural, rows_changed: natural }),
  ),
  warnings: z.array(z.string()),
});

const quarantineShape = {
  quarantine_id: natural,
  source: z.string(),
  origin: z.string(),
  position: natural,
  reason: z.string(),
  detail: z.string().nullable(),
  event_id: z.string().nullable(),
  run_id: z.string(),
};

export const quarantineEntrySchema = z.object(quarantineShape);

/** `polku quarantine show`: the record itself as text, base64 where it is not UTF-8. */
export const quarantineRecordSchema = z.object({ ...quarantineShape, record: z.string().nullable() });

/** `polku quarantine replay`. */
export const replayResultSchema = z.object({
  replayed: natural,
  mapped: natural,
  quarantined_records: natural,
});

/** `polku export`. */
export const exportResultSchema = z.object({
  snapshot_id: z.string(),
  folder: z.string(),
  format: z.enum(["parquet", "csv", "arrow", "duckdb"]),
  identifiers: z.enum(["clear", "hashed", "none"]),
  tables: z.array(z.object({ name: z.string(), file: z.string(), rows: natural })),
});

/** `polku doctor`. Anything `failed` would make a run fail. */
export const doctorResultSchema = z.object({
  checks: z.array(
    z.object({ name: z.string(), status: z.enum(["ok", "warning", "failed"]), detail: z.string() }),
  ),
  sizes: z.object({
    /** The store with its log. */
    store_bytes: natural,
    /** Oldest first. */
    snapshots: z.array(
      z.object({ snapshot_id: z.string(), is_current: z.boolean(), bytes: natural, rows: natural }),
    ),
  }),
  /** The last runs that published, newest first; null is what an earlier polku did not note. */
  runs: z.array(
    z.object({
      run_id: z.string(),
      started_at: isoTime,
      snapshot_id: z.string(),
      seconds: z.number().nonnegative().nullable(),
      store_bytes: natural.nullable(),
      snapshot_bytes: natural.nullable(),
    }),
  ),
  /** Where the time of the last of these went. */
  slowest: z.array(stageTime.extend({ kind: z.enum(["stage", "model"]) })),
  /** What `--heal` did, a sentence each. */
  healed: z.array(z.string()),
});

export type SourceCounts = z.output<typeof sourceCounts>;
export type RunResult = z.output<typeof runResultSchema>;
export type Measures = z.output<typeof measures>;
export type RunProfileStage = z.output<typeof measuredStage>;
export type RunProfileResult = z.output<typeof runProfileSchema>;
export type WhatIfResult = z.output<typeof whatIfResultSchema>;
export type QuarantineEntry = z.output<typeof quarantineEntrySchema>;
export type QuarantineRecord = z.output<typeof quarantineRecordSchema>;
export type ReplayResult = z.output<typeof replayResultSchema>;
export type ExportResult = z.output<typeof exportResultSchema>;
export type DoctorResult = z.output<typeof doctorResultSchema>;
