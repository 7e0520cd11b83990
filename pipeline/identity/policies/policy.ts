// What a policy is: the answer to one component of links that breaks a rule. Pure, over dense local numbers. A policy
// says what it reads, so that what it does not read is never gathered.

/** At most so many values of one namespace may be linked with one value of another. By namespace order. */
export interface Direction {
  readonly namespace: number;
  readonly per: number;
  readonly most: number;
}

/** What the configuration says, by namespace order. */
export interface PolicyRules {
  /** 1 is the strongest. */
  readonly ranks: Int32Array;
  /** How many values of a namespace one profile may hold; 0 means no limit. */
  readonly limits: Int32Array;
  /** The limit counts values seen within so many microseconds; 0 counts all. */
  readonly windows: Float64Array;
  readonly directions: readonly Direction[];
  readonly refusesClaims: boolean;
}

/** A human decision about two identifiers (local numbers). `at` orders a join against a split of the pair. */
export interface PairStatement {
  readonly kind: "join" | "split";
  readonly one: number;
  readonly other: number;
  readonly at: bigint;
}

/** When values of windowed namespaces were seen, in microseconds; ascending by node, then time. */
export interface Sightings {
  readonly nodes: Int32Array;
  readonly times: Float64Array;
}

/** The events of a component in canonical order. */
export interface CarriedEvents {
  /** Where each event begins in `nodes`, and one more: where the last ends. */
  readonly starts: Int32Array;
  /** What each event may link, strongest first. */
  readonly nodes: Int32Array;
  /** Of each event, in microseconds. */
  readonly times: Float64Array;
}

/** One component: nodes 0 … n−1 and its links, strongest first. Flags are 0 or 1. */
export interface Component {
  readonly namespaces: Int32Array;
  readonly isDevice: Uint8Array;
  readonly isVerified: Uint8Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** An event said that the two are one (aliased, merged). */
  readonly isJoin: Uint8Array;
  /** The latest time at which an event joined the two, in microseconds; read only where `isJoin`. */
  readonly joinedAt: BigInt64Array;
  /** No event has carried the two with both values verified. */
  readonly isClaim: Uint8Array;
  readonly statements: readonly PairStatement[];
  /** Of each link, the place of its latest event in canonical order; zeros unless the policy reads it. */
  readonly latest: Int32Array;
  /** Empty where no limit has a window, and for a policy that reads events. */
  readonly sightings: Sightings;
  /** Empty unless the policy reads them. */
  readonly events: CarriedEvents;
}

export type RefusalRule = "limit" | "split" | "claim_only" | "shared_device";

export interface Refusal {
  /** Place of the link in the component's links. */
  readonly link: number;
  readonly rule: RefusalRule;
  /** For `limit`: the namespace order that was full, and how many values the profile would have held. */
  readonly namespace?: number;
  readonly values?: number;
  /** For `limit` by direction: the namespace order of the value that has as many links as it may have. */
  readonly per?: number;
  /** For `split`: place, in the component's statements, of the one that keeps the two apart. */
  readonly statement?: number;
  /** Place of the link that won: the first that was kept of an end of this one. */
  readonly winner?: number;
}

export interface Resolution {
  /** For each node the smallest node of its group. */
  readonly groups: Int32Array;
  /** 1 for a device that several profiles use: it belongs to none of them. */
  readonly isShared: Uint8Array;
  readonly refusals: readonly Refusal[];
}

/** `links`: distinct links only, never events. `latest_events`: of each link its latest event. `events`: all. */
export type PolicyEvidence = "links" | "latest_events" | "events";

export interface Policy {
  readonly name: string;
  readonly reads: PolicyEvidence;
  /** `broken`: only components that may break a rule; the others are profiles as they are. `linked`: every one. */
  readonly sees: "broken" | "linked";
  /** Resolves a component. On one that breaks no rule the answer is one group and no refusal, unless it sees all. */
  resolve(component: Component, rules: PolicyRules): Resolution;
}
