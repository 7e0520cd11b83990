// What `GET /v1/profiles/<namespace>/<value>` answers. Values and times as tables publish them.
import { z } from "zod";

/** A row of `fct_touchpoints`, without its profile and its session. */
export const profileTouchpoint = z.object({
  touchpoint_number: z.number(),
  source: z.string(),
  event_id: z.string(),
  channel: z.string(),
  event_type: z.string(),
  vendor_event: z.string().nullable(),
  step_label: z.string(),
  direction: z.string(),
  occurred_at: z.string(),
  item: z.string().nullable(),
  campaign: z.string().nullable(),
  value: z.string().nullable(),
  currency: z.string().nullable(),
});

/** A row of `fct_journeys` that is open, without its profile. */
export const openJourney = z.object({
  journey_id: z.string(),
  journey_name: z.string(),
  journey_number: z.number(),
  started_at: z.string(),
  ended_at: z.string(),
  duration_seconds: z.number(),
  touchpoints: z.number(),
  steps: z.number(),
  sessions: z.number(),
  channels: z.number(),
  first_channel: z.string(),
  last_channel: z.string(),
  channel_path: z.string(),
  last_step_label: z.string(),
  value: z.string().nullable(),
});

export interface ProfileIdentifier {
  readonly namespace: string;
  readonly value: string;
  readonly kind: string;
  /** It names the profile. */
  readonly is_anchor: boolean;
  /** A device that several profiles use and that is this one's now. */
  readonly is_shared: boolean;
}

export interface ProfileTouchpoint extends z.output<typeof profileTouchpoint> {
  /** The namespace of the identifier by which the event was given to the profile. */
  readonly matched_namespace: string | null;
  /** The event itself carries no identifier of a person. */
  readonly is_anonymous: boolean;
}

export interface ProfileResult {
  readonly profile: {
    readonly profile_id: string;
    readonly is_known: boolean;
    readonly first_seen_at: string | null;
    readonly last_seen_at: string | null;
    /** The strongest first, and no more than two hundred. */
    readonly identifiers: readonly ProfileIdentifier[];
    /** Numbers over all, not only over what is listed. */
    readonly counts: {
      readonly identifiers: number;
      readonly person_identifiers: number;
      readonly events: number;
      readonly touchpoints: number;
      readonly inbound_touchpoints: number;
    };
  };
  /** The newest first. */
  readonly touchpoints: readonly ProfileTouchpoint[];
  /** Those that are open, as of the last time that the tables were built. */
  readonly journeys: readonly z.output<typeof openJourney>[];
  /** The profile changed since the tables were built: its journeys, and what snapshots say of it, are older. */
  readonly is_stale: boolean;
  readonly data_end: string | null;
}

/** Why there is no profile to tell of. */
export const profileRefusals = {
  namespace_unknown: "The configuration names no such namespace of identifiers.",
  value_malformed: "This is no well-formed value of its namespace.",
  value_blocked: "The configuration or a statement says that this value is no identifier.",
  household_value: "Values of this namespace belong to a household and not to one profile.",
  shared_value: "More profiles than allowed use this value, so it stands for none of them.",
  shared_device: "Several people use this device, so it stands for none of them alone.",
  never_seen: "No stored event carries this identifier.",
  retired: "No stored event that counts carries this identifier any more.",
} as const;

export type ProfileRefusal = keyof typeof profileRefusals;
