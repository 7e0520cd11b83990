// What a policy is: the answer to one component of links that breaks a rule. Pure, over dense local numbers.

/** How many values of a namespace one profile may hold, by namespace order; 0 means no limit. */
export interface PolicyRules {
  readonly limits: Int32Array;
  readonly refusesClaims: boolean;
}

/** A human decision about two identifiers (local numbers). `at` orders a join against a split of the pair. */
export interface PairStatement {
  readonly kind: "join" | "split";
  readonly one: number;
  readonly other: number;
  readonly at: bigint;
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
}

export type RefusalRule = "limit" | "split" | "claim_only" | "shared_device";

export interface Refusal {
  /** Place of the link in the component's links. */
  readonly link: number;
  readonly rule: RefusalRule;
  /** For `limit`: the namespace order that was full, and how many values the profile would have held. */
  readonly namespace?: number;
  readonly values?: number;
  /** For `split`: place, in the component's statements, of the one that keeps the two apart. */
  readonly statement?: number;
}

export interface Resolution {
  /** For each node the smallest node of its group. */
  readonly groups: Int32Array;
  /** 1 for a device that several profiles use: it belongs to none of them. */
  readonly isShared: Uint8Array;
  readonly refusals: readonly Refusal[];
}

export interface Policy {
  readonly name: string;
  /** Resolves a component. On one that breaks no rule the answer is one group and no refusal. */
  resolve(component: Component, rules: PolicyRules): Resolution;
}
