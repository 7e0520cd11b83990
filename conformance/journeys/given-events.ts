// The events of a case of journeys as records of polku/events. `given` has one of several shapes; conformance files say
// what each means: a list, persons replicated, letters or names one second apart, times of one person.
import { z } from "zod";
import type { NeutralEvent } from "../case-workspace.ts";
import type { JourneyCase } from "./journey-case.ts";

/** The only namespace of these cases; each person is one value of it. */
export const personNamespace = "person";

/** What every workspace of these cases has in common: persons are what the case says, as it writes them. */
export const personIdentity = {
  built_in_namespaces: false,
  values: "as_given",
  namespaces: { [personNamespace]: { rank: 1 } },
} as const;

interface GivenEvent {
  readonly person: string;
  readonly at: string;
  readonly item: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

const properties = z.record(z.string(), z.unknown());
const listed = z.union([
  z.tuple([z.string(), z.string(), z.string()]),
  z.tuple([z.string(), z.string(), z.string(), properties]),
]);
const timed = z.union([z.tuple([z.string(), z.string()]), z.tuple([z.string(), z.string(), properties])]);

const givenSchema = z.looseObject({
  events: z.array(listed).optional(),
  replicate: z
    .array(z.looseObject({ persons: z.number(), prefix: z.string(), events: z.array(timed) }))
    .optional(),
  letters: z.record(z.string(), z.string()).optional(),
  seqs: z.record(z.string(), z.array(z.string())).optional(),
  timed: z.record(z.string(), z.array(z.tuple([z.number(), z.string()]))).optional(),
  times: z.array(z.string()).optional(),
  merge: z.union([z.tuple([z.string(), z.string()]), z.array(z.tuple([z.string(), z.string()]))]).optional(),
  identities: z.record(z.string(), z.array(z.string())).optional(),
});

/** Times without a zone are UTC. */
export const isoTime = (text: string): string => {
  const hasZone = /(Z|[+-]\d\d:?\d\d)$/.test(text);
  return new Date(hasZone ? text : `${text.replace(" ", "T")}Z`).toISOString();
};

const epoch = Date.parse("2026-01-01T00:00:00Z");

const afterEpoch = (seconds: number): string => new Date(epoch + seconds * 1000).toISOString();

const sequence = (person: string, items: readonly string[]): GivenEvent[] =>
  items.map((item, place) => ({ person, at: afterEpoch(place), item, properties: {} }));

type Given = z.output<typeof givenSchema>;

const replicated = ({ replicate = [] }: Given): GivenEvent[] =>
  replicate.flatMap(({ persons, prefix, events }) =>
    Array.from({ length: persons }, (_, number) => `${prefix}_${String(number)}`).flatMap((person) =>
      events.map(([at, item, more]) => ({ person, at: isoTime(at), item, properties: more ?? {} })),
    ),
  );

const allEvents = (given: Given): GivenEvent[] => [
  ...(given.events ?? []).map(([person, at, item, more]) => ({
    person,
    at: isoTime(at),
    item,
    properties: more ?? {},
  })),
  ...replicated(given),
  ...Object.entries(given.letters ?? {}).flatMap(([person, letters]) =>
    sequence(person, Array.from(letters)),
  ),
  ...Object.entries(given.seqs ?? {}).flatMap(([person, items]) => sequence(person, items)),
  ...Object.entries(given.timed ?? {}).flatMap(([person, events]) =>
    events.map(([seconds, item]) => ({ person, at: afterEpoch(seconds), item, properties: {} })),
  ),
  ...(given.times ?? []).map((at) => ({ person: "u", at: isoTime(at), item: "event", properties: {} })),
];

/** Ids that are one person, each by the person it is. */
const aliases = ({ merge, identities }: Given): Map<string, string> => {
  const pairs = merge === undefined ? [] : typeof merge[0] === "string" ? [merge] : merge;
  return new Map([
    ...Object.entries(identities ?? {}).flatMap(([person, ids]) => ids.map((id) => [id, person] as const)),
    ...pairs.map(([person, id]) => [String(id), String(person)] as const),
  ]);
};

const typeOf = ({ item, properties: { type } }: GivenEvent): string =>
  typeof type === "string" ? type : item;

/** In the order of the case: `sequence` places events of one instant. `type` is kept as the vendor's name. */
export const givenEvents = ({ given }: JourneyCase): NeutralEvent[] => {
  const parsed = givenSchema.parse(given);
  const personOf = aliases(parsed);
  return allEvents(parsed).map((event, place) => ({
    event_id: `e${String(place)}`,
    channel: "web",
    event_type: "custom",
    vendor_event: typeOf(event),
    occurred_at: event.at,
    sequence: place,
    identifiers: { [personNamespace]: personOf.get(event.person) ?? event.person },
    item: event.item,
    properties: event.properties,
  }));
};

/** An instant at which everything has happened, and nothing is open any more. */
export const longAfter = (events: readonly NeutralEvent[]): string => {
  const times = events.map((event) => Date.parse(String(event["occurred_at"])));
  return new Date(Math.max(epoch, ...times)).toISOString();
};
