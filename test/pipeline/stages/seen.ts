// A short way to state stored events for tests of identity.
import type { Event } from "../../oracle/records/event.ts";

export type Ids = Readonly<Record<string, string | readonly string[]>>;

/** The start of the time that `seen` counts from, in microseconds. */
export const startOfTime = Date.UTC(2026, 0, 1) * 1000;

export const secondsIn = (seconds: number): number => startOfTime + seconds * 1_000_000;

/** An event of `source` web, `seconds` after the start, that carries identifiers. */
export const seen = (event_id: string, seconds: number, ids: Ids, given: Partial<Event> = {}): Event => ({
  source: "web",
  event_id,
  channel: "web",
  event_type: "page_viewed",
  vendor_event: null,
  direction: "inbound",
  at: secondsIn(seconds),
  sequence: 0,
  revision: null,
  carried: Object.entries(ids).flatMap(([namespace, values]) =>
    (typeof values === "string" ? [values] : values).map((value) => ({ namespace, value, verified: false })),
  ),
  identity_action: "observed",
  item: null,
  campaign: null,
  cents: null,
  currency: null,
  traits: {},
  consent: {},
  properties: {},
  ...given,
});
