// Random records of the neutral format: few people and devices, much sharing, junk values, and times that lie on
// the limits of a configuration or just beside them.
import * as fc from "fast-check";
import { isoTime } from "../oracle/measures.ts";
import type { NeutralRecord } from "./neutral.ts";
import type { Limits } from "./random-settings.ts";

const startOfTime = Date.UTC(2026, 0, 5, 8) * 1000;

const weighted = <Value>(...choices: readonly (readonly [number, Value])[]): fc.Arbitrary<Value> =>
  fc.oneof(...choices.map(([weight, value]) => ({ weight, arbitrary: fc.constant(value) })));

/** A time as so many idle days, gaps and windows from the start, and a nudge. */
export const timeDraft = fc.record({
  idles: weighted([6, 0], [2, 1], [1, 2], [1, 3]),
  gaps: weighted([4, 0], [2, 1], [2, 2], [1, 3]),
  windows: weighted([3, 0], [2, 1], [1, 2]),
  nudge: weighted([5, 0], [1, 1], [1, -1], [1, 1_000_000], [1, -1_000_000], [1, 1000], [1, 7_500_000]),
});

export type TimeDraft = typeof timeDraft extends fc.Arbitrary<infer Value> ? Value : never;

export const timeOf = (draft: TimeDraft, limits: Limits): number =>
  startOfTime +
  Math.round(draft.idles * limits.idleDays * 86_400_000_000) +
  Math.round(draft.gaps * limits.gapMinutes * 60_000_000) +
  draft.windows * limits.windowSeconds * 1_000_000 +
  draft.nudge;

/** Spellings of an owner's value; owners of other communities have others. */
const ways: Readonly<Record<string, (owner: string) => readonly (string | number)[]>> = {
  user_id: (owner) => [`u${owner}`, 7000 + Number(owner), `u${owner}`],
  email: (owner) => [`p${owner}@example.com`, `\tP${owner}@Example.com \n`, `p${owner}x@example.com`],
  phone: (owner) => [`+3584000000${owner}`, `040 0000 0${owner}`, `+1 415 555 01${owner}`],
  loyalty_card: (owner) => [`C0${owner}`, `C 0-${owner}`, `D0${owner}`],
  member_no: (owner) => [`m${owner}`, `m${owner}`, `M${owner}`],
  anonymous_id: (owner) => [`a${owner}`, `a${half(owner)}`, `a${owner}`],
  device_id: (owner) => [`d${half(owner)}`, `d${owner}`, `d${owner}`],
  ticket_id: (owner) => [`t${owner}`, `t${half(owner)}`, `t${owner.slice(0, 1)}`],
  order_id: (owner) => [`o${owner}`, `o${owner}`, `o${half(owner)}`],
  loyalty_tier: (owner) => [`tier${owner}`, "gold", "gold"],
};

/** One of two values that the owners of a community share. */
const half = (owner: string): string => `${owner.slice(0, 1)}${Number(owner) % 2}`;

const junk: readonly (readonly [string, string | number])[] = [
  ["user_id", "null"],
  ["user_id", "GUEST"],
  ["user_id", 0],
  ["user_id", "-1"],
  ["email", "Test@example.com"],
  ["email", "nobody"],
  ["email", "a@b@example.com"],
  ["email", "till@example.com"],
  ["email", "no-one@example.com"],
  ["phone", "12"],
  ["loyalty_card", "- -"],
  ["anonymous_id", "00-00"],
  ["device_id", "undefined"],
];

const slotDraft = fc.record({
  namespace: weighted(
    [5, "anonymous_id"],
    [5, "user_id"],
    [5, "email"],
    [1, "phone"],
    [1, "loyalty_card"],
    [2, "member_no"],
    [2, "device_id"],
    [1, "ticket_id"],
    [1, "order_id"],
    [1, "loyalty_tier"],
  ),
  /** Null: the event's own person. */
  owner: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.nat(3) }),
  way: weighted([4, 0], [1, 1], [1, 2]),
  isVerified: weighted([3, false], [1, true]),
  junk: fc.oneof(
    { weight: 12, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constantFrom(...junk) },
  ),
});

type SlotDraft = typeof slotDraft extends fc.Arbitrary<infer Value> ? Value : never;

export const recordDraft = fc.record({
  source: weighted([3, "web"], [1, "care"]),
  /** Null: an id of its own; else the event, by place, whose later version this is. */
  again: fc.oneof({ weight: 8, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.nat(60) }),
  spelling: weighted([8, "e"], [1, "é"], [1, "～"], [1, "😀"]),
  person: fc.nat(3),
  slots: fc.array(slotDraft, { minLength: 0, maxLength: 3, size: "medium" }),
  action: weighted([12, undefined], [1, "identified"], [1, "aliased"], [1, "merged"], [1, "logged_out"]),
  time: timeDraft,
  zone: weighted([8, "Z"], [1, "+02:00"]),
  sequence: weighted([6, undefined], [1, 0], [1, 1], [1, 2], [1, -1], [1, 4_000_000_000]),
  channel: weighted([4, "web"], [2, "email"], [2, "service"], [1, "store"]),
  event_type: weighted(
    [4, "page_viewed"],
    [3, "product_viewed"],
    [3, "cart_added"],
    [3, "order_completed"],
    [1, "ticket_solved"],
    [1, "email_sent"],
    [1, "profile_updated"],
    [1, "Tilaus valmis"],
    [1, "left > right"],
  ),
  direction: weighted([5, undefined], [1, "inbound"], [1, "outbound"]),
  item: weighted(
    [4, undefined],
    [2, "/p/1"],
    [1, "/p?x[1]"],
    [1, "/p/x?x[1]"],
    [1, "a*b"],
    [1, "50%_off\\n 'now'"],
  ),
  campaign: weighted([6, undefined], [1, "spring-1"], [1, "Spring"]),
  value: weighted<string | number | undefined>(
    [6, undefined],
    [1, "12.50"],
    [1, 0.1],
    [1, -3],
    [1, 1_000_000.01],
  ),
  currency: weighted([3, undefined], [3, "EUR"], [1, "SEK"]),
  consent: weighted<NeutralRecord | undefined>(
    [14, undefined],
    [1, { identity: false }],
    [1, { identity: true }],
    [1, { analytics: false }],
  ),
  properties: weighted<NeutralRecord | undefined>(
    [5, undefined],
    [1, { bot: true }],
    [1, { bot: "true", n: 3 }],
  ),
  traits: weighted<NeutralRecord | undefined>([5, undefined], [1, { plan: "gold" }], [1, { plan: 7 }]),
  extra: weighted([8, undefined], [1, true]),
});

export type RecordDraft = typeof recordDraft extends fc.Arbitrary<infer Value> ? Value : never;

const valueOf = (slot: SlotDraft, person: number, community: number): readonly [string, string | number] => {
  const owner = `${community}${slot.owner ?? person}`;
  return slot.junk ?? [slot.namespace, ways[slot.namespace]?.(owner)[slot.way] ?? "nothing"];
};

// A list holds plain values only, and each value once: what the contract leaves open is not asked here.
const identifiersOf = (draft: RecordDraft, community: number): NeutralRecord => {
  const identifiers: Record<string, unknown> = {};
  const values = new Map<string, (string | number)[]>();
  for (const slot of draft.slots) {
    const [namespace, value] = valueOf(slot, draft.person, community);
    const before = values.get(namespace) ?? [];
    if (before.includes(value)) continue;
    values.set(namespace, [...before, value]);
    const single = slot.isVerified ? { value, verified: true } : value;
    identifiers[namespace] = before.length === 0 ? single : [...before, value];
  }
  return identifiers;
};

const writtenTime = (micros: number, zone: string): string =>
  zone === "Z" ? isoTime(micros) : isoTime(micros + 7_200_000_000).replace("Z", zone);

/** Who else a record may meet: people of one community share identifiers, those of two never do. */
export interface Place {
  readonly event_id: string;
  readonly community: number;
}

/** The record of a draft, without what is undefined. */
export const recordOf = (draft: RecordDraft, place: Place, limits: Limits): NeutralRecord => {
  const record = {
    event_id: place.event_id,
    channel: draft.channel,
    event_type: draft.event_type,
    direction: draft.direction,
    occurred_at: writtenTime(timeOf(draft.time, limits), draft.zone),
    sequence: draft.sequence,
    identifiers: draft.slots.length === 0 ? undefined : identifiersOf(draft, place.community),
    identity_action: draft.action,
    item: draft.item,
    campaign: draft.campaign,
    value: draft.value,
    currency: draft.currency,
    consent: draft.consent,
    properties: draft.properties,
    traits: draft.traits,
    bot: draft.extra,
  };
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
};
