// What commands print with `--json` and what the library resolves to: one schema for both.
// Integers beyond 2^53 and decimals are strings, times ISO with Z.
import { z } from "zod";

const isoTime = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/);
const count = z.number().int();
const natural = count.nonnegative();
const share = z.number().min(0).max(1);

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

const identifier = z.object({
  namespace: z.string(),
  value: z.string(),
  kind: z.string(),
  is_anchor: z.boolean(),
});

/** A row of `identity_refusals`. */
const refusal = z.object({
  rule: z.string(),
  namespace_a: z.string(),
  value_a: z.string(),
  namespace_b: z.string().nullable(),
  value_b: z.string().nullable(),
  profile_id_a: z.string().nullable(),
  profile_id_b: z.string().nullable(),
  source: z.string(),
  event_id: z.string(),
  detail: z.string().nullable(),
  /** SOURCE:EVENT_ID of the link that stood against it; null where no single link did. */
  won_by: z.string().nullable(),
});

/** Two identifiers that were seen together, and the event that first carried both; or that someone joined. */
const chainLink = z.object({
  from: z.string(),
  to: z.string(),
  /** Null where a statement joined them. */
  source: z.string().nullable(),
  event_id: z.string().nullable(),
  occurred_at: isoTime,
  /** How many events carried both. */
  events: natural,
  statement_id: z.string().nullable(),
});

/** A row of `identity_history`. */
const idChange = z.object({
  change_number: natural,
  cause: z.string(),
  profile_id: z.string(),
  other_profile_id: z.string().nullable(),
  source: z.string().nullable(),
  event_id: z.string().nullable(),
  run_id: z.string(),
});

const bridge = chainLink.extend({
  /** All that the same events showed together: `from` first, `to` among the others. */
  identifiers: z.array(z.string()),
});

/** What an event that was asked for did. */
const explainedEvent = z.object({
  source: z.string(),
  event_id: z.string(),
  occurred_at: isoTime,
  profile_id: z.string().nullable(),
  /** `namespace:value`: the identifier by which it belongs to the profile. */
  matched_by: z.string().nullable(),
  /** True where that identifier is a shared device, so that its owner at the time counts. */
  is_shared: z.boolean(),
  /** Later than the end of data: no evidence yet. */
  is_future: z.boolean(),
  /** Links that no earlier event showed. */
  first_evidence: z.array(z.object({ from: z.string(), to: z.string(), is_refused: z.boolean() })),
  /** Ids that appeared or vanished because of it. */
  changes: z.array(idChange),
  /** Bridges that no other event showed: without it the profile would be two. */
  only_evidence_of: z.array(bridge),
});

/** `polku explain`. `profile_id` is null where the thing asked for belongs to no profile. */
export const explainResultSchema = z.object({
  profile_id: z.string().nullable(),
  identifiers: z.array(identifier),
  chain: z.array(chainLink),
  refusals: z.array(refusal),
  /** What the profile would be two without; links that the same events showed count as one. */
  bridges: z.array(bridge),
  /** All links that hold the profile together, the strongest first. */
  links: z.array(chainLink),
  /** The changes that name one of the ids asked for, in order. */
  history: z.array(idChange),
  /** From an id that was asked for and is held no more to the one where its anchor is; else empty. */
  id_chain: z.array(z.string()),
  /** Of what was asked for as SOURCE:EVENT_ID. */
  event: explainedEvent.nullable(),
});

/** A profile that holds identifiers or events of several persons; `units`: how many of them. */
const overMerged = z.object({ profile_id: z.string(), persons: z.array(z.string()), units: natural });

/** A person whose identifiers or events are in several profiles. */
const underMerged = z.object({ person: z.string(), profile_ids: z.array(z.string()), units: natural });

const pairCounts = {
  true_pairs: natural,
  predicted_pairs: natural,
  correct_pairs: natural,
  precision: share.nullable(),
  recall: share.nullable(),
  f1: share.nullable(),
};

const judgedGroups = {
  ...pairCounts,
  /** Bagga and Baldwin 1998. */
  b_cubed: z.object({ precision: share, recall: share, f1: share }),
  persons: natural,
  /** Profiles that hold something of the truth; what is in no profile is one of its own. */
  clusters: natural,
  /** How many there are; the lists hold the worst. */
  over_merged_profiles: natural,
  under_merged_persons: natural,
  over_merged: z.array(overMerged),
  under_merged: z.array(underMerged),
};

const judgedPairs = {
  /** Pairs of the truth, each once. */
  pairs: natural,
  ...pairCounts,
  wrong_merges: natural,
  missed_merges: natural,
  over_merged: z.array(z.object({ profile_id: z.string(), from: z.string(), to: z.string() })),
  under_merged: z.array(z.object({ from: z.string(), to: z.string(), profile_ids: z.array(z.string()) })),
};

/** `polku identity evaluate`: over identifiers or over events, groups or pairs, as the truth's columns say. */
export const evaluateResultSchema = z.union([
  z.object({ identifiers: natural, ...judgedGroups }),
  z.object({ events: natural, ...judgedGroups }),
  z.object({ identifiers: natural, ...judgedPairs }),
  z.object({ events: natural, ...judgedPairs }),
]);

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

const spread = z.object({
  /** How many persons, or values, were counted. */
  counted: natural,
  p50: natural,
  p90: natural,
  p99: natural,
  p999: natural,
  most: natural,
});

/** Null where there is none. */
const spreads = z.object({ resolved: spread.nullable(), seen: spread.nullable() });
const setting = z.object({ configured: natural.nullable(), suggested: natural.nullable() });

/** `polku identity suggest`: namespaces of which there are identifiers, the strongest first. */
export const suggestResultSchema = z.object({
  rule: z.string(),
  namespaces: z.array(
    z.object({
      namespace: z.string(),
      kind: z.string(),
      values_per_person: spreads,
      persons_per_value: spreads,
      limit: setting,
      max_profiles: setting,
    }),
  ),
});

/** `polku doctor identity`: the last runs that published, oldest first. */
export const identityTrendResultSchema = z.object({
  snapshot_id: z.string(),
  runs: z.array(z.string()),
  measures: z.array(
    z.object({
      measure: z.string(),
      namespace: z.string().nullable(),
      value: z.number(),
      threshold: z.number().nullable(),
      is_alarm: z.boolean(),
      /** Of the runs before the last, in their order; null where one had none. */
      before: z.array(z.number().nullable()),
    }),
  ),
  alarms: natural,
});

export type SourceCounts = z.output<typeof sourceCounts>;
export type RunResult = z.output<typeof runResultSchema>;
export type Measures = z.output<typeof measures>;
export type RunProfileStage = z.output<typeof measuredStage>;
export type RunProfileResult = z.output<typeof runProfileSchema>;
export type ExplainResult = z.output<typeof explainResultSchema>;
export type EvaluateResult = z.output<typeof evaluateResultSchema>;
export type WhatIfResult = z.output<typeof whatIfResultSchema>;
export type QuarantineEntry = z.output<typeof quarantineEntrySchema>;
export type QuarantineRecord = z.output<typeof quarantineRecordSchema>;
export type ReplayResult = z.output<typeof replayResultSchema>;
export type ExportResult = z.output<typeof exportResultSchema>;
export type DoctorResult = z.output<typeof doctorResultSchema>;
export type SuggestResult = z.output<typeof suggestResultSchema>;
export type IdentityTrendResult = z.output<typeof identityTrendResultSchema>;
