// One line of the neutral format → an event, or the reason for which it is set aside.
import type { Config } from "../../../models/config.ts";
import { eventTypes } from "../../../models/event-types.ts";
import type { QuarantineReason } from "../../../models/verdict.ts";
import type { Arrival, Carried, Event } from "./event.ts";

type Json = Readonly<Record<string, unknown>>;

export type Reading = { readonly event: Event } | { readonly reason: QuarantineReason };

const knownKeys = (
  "event_id channel event_type direction occurred_at sequence identifiers identity_action item campaign " +
  "value currency revision traits consent properties sent_at received_at"
).split(" ");

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const objectOf = (value: unknown): Json => (isObject(value) ? value : {});

const textOf = (value: unknown): string | null =>
  typeof value === "string" || typeof value === "number" ? String(value) : null;

/** ISO with Z or an offset, up to six decimals → microseconds; null for anything else. */
export const microsOf = (text: string): number | null => {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?(Z|[+-]\d\d:\d\d)$/.exec(text);
  if (match === null) return null;
  const millis = Date.parse(`${match[1]}${match[3]}`);
  return Number.isNaN(millis) ? null : millis * 1000 + Number((match[2] ?? "").padEnd(6, "0"));
};

const carriedOf = (identifiers: unknown): Carried[] =>
  Object.entries(objectOf(identifiers)).flatMap(([namespace, given]): Carried[] =>
    (Array.isArray(given) ? given : [given]).flatMap((one: unknown): Carried[] => {
      const value = textOf(isObject(one) ? one["value"] : one);
      return value === null
        ? []
        : [{ namespace, value, verified: isObject(one) && one["verified"] === true }];
    }),
  );

const centsOf = (value: unknown): number | null => {
  const text = textOf(value);
  return text === null ? null : Math.round(Number(text) * 100);
};

const faultOf = (record: Json, config: Config): QuarantineReason | null => {
  if (textOf(record["event_id"]) === null) return "missing_event_id";
  if (textOf(record["channel"]) === null) return "missing_channel";
  if (textOf(record["event_type"]) === null) return "missing_type";
  const time = textOf(record["occurred_at"]);
  if (time === null) return "missing_time";
  if (microsOf(time) === null) return "bad_time";
  const carried = carriedOf(record["identifiers"]);
  return carried.length > config.limits.max_identifiers_per_event ? "too_many_identifiers" : null;
};

const eventOf = (source: string, record: Json): Event => {
  const name = textOf(record["event_type"]) ?? "";
  const isOurs = (eventTypes as readonly string[]).includes(name);
  const unknown = Object.entries(record).filter(([key]) => !knownKeys.includes(key));
  return {
    source,
    event_id: textOf(record["event_id"]) ?? "",
    channel: textOf(record["channel"]) ?? "",
    event_type: isOurs ? name : "custom",
    vendor_event: isOurs ? null : name,
    direction: textOf(record["direction"]) ?? "inbound",
    at: microsOf(textOf(record["occurred_at"]) ?? "") ?? Number.NaN,
    sequence: Number(record["sequence"] ?? 0),
    revision: textOf(record["revision"]),
    carried: carriedOf(record["identifiers"]),
    identity_action: textOf(record["identity_action"]) ?? "observed",
    item: textOf(record["item"]),
    campaign: textOf(record["campaign"]),
    cents: centsOf(record["value"]),
    currency: textOf(record["currency"]),
    traits: objectOf(record["traits"]),
    consent: objectOf(record["consent"]),
    properties: { ...objectOf(record["properties"]), ...Object.fromEntries(unknown) },
  };
};

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
};

/** Reads one line; it gives exactly one event or one reason. */
export const readRecord = (arrival: Arrival, config: Config): Reading => {
  const record = parsed(arrival.line);
  if (record === undefined) return { reason: "not_json" };
  if (!isObject(record)) return { reason: "not_an_object" };
  const reason = faultOf(record, config);
  return reason === null ? { event: eventOf(arrival.source, record) } : { reason };
};
