// What questions about identity are answered with: explain, evaluate, suggest, and the trend of its health.
import { z } from "zod";
import { isoTime, natural, share } from "./figures.ts";

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
  /** Of the second that was asked for: where it belongs, null where nowhere. Null where there was no second. */
  another: z.object({ profile_id: z.string().nullable() }).nullable(),
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

/** Of all that the truth names: what belongs to no profile, as what no event carries does. */
const without_profile = natural;

/** `polku identity evaluate`: over identifiers or over events, groups or pairs, as the truth's columns say. */
export const evaluateResultSchema = z.union([
  z.object({ identifiers: natural, without_profile, ...judgedGroups }),
  z.object({ events: natural, without_profile, ...judgedGroups }),
  z.object({ identifiers: natural, without_profile, ...judgedPairs }),
  z.object({ events: natural, without_profile, ...judgedPairs }),
]);

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

export type ExplainResult = z.output<typeof explainResultSchema>;
export type EvaluateResult = z.output<typeof evaluateResultSchema>;
export type IdentityTrendResult = z.output<typeof identityTrendResultSchema>;
export type SuggestResult = z.output<typeof suggestResultSchema>;
