// An event as the oracle holds it: one record of the neutral format, read and given its types.
import { compareText } from "../measures.ts";

/** A line of a file of one source, in the order of arrival. */
export interface Arrival {
  readonly source: string;
  readonly line: string;
}

export interface Carried {
  readonly namespace: string;
  readonly value: string;
  readonly verified: boolean;
}

export interface Event {
  readonly source: string;
  readonly event_id: string;
  readonly channel: string;
  readonly event_type: string;
  readonly vendor_event: string | null;
  readonly direction: string;
  /** Microseconds since 1970. */
  readonly at: number;
  readonly sequence: number;
  readonly revision: string | null;
  readonly carried: readonly Carried[];
  readonly identity_action: string;
  readonly item: string | null;
  readonly campaign: string | null;
  readonly cents: number | null;
  readonly currency: string | null;
  readonly traits: Readonly<Record<string, unknown>>;
  readonly consent: Readonly<Record<string, unknown>>;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** (occurred_at, sequence, source, event_id). */
export const canonicalOrder = (left: Event, right: Event): number =>
  left.at - right.at ||
  left.sequence - right.sequence ||
  compareText(left.source, right.source) ||
  compareText(left.event_id, right.event_id);
