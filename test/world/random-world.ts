// Random small worlds: records of two sources in an order of arrival, a configuration and an end of data.
// A world prints as the YAML and the NDJSON that it can be run from by hand.
import * as fc from "fast-check";
import { stringify } from "yaml";
import { isoTime } from "../oracle/measures.ts";
import type { Arrival } from "../oracle/records/event.ts";
import type { NeutralRecord } from "./neutral.ts";
import { type RecordDraft, recordDraft, recordOf, timeDraft, timeOf } from "./random-records.ts";
import { type RandomSettings, randomSettings } from "./random-settings.ts";

export interface World {
  /** What stands in polku.yaml, but for workspace and secret. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly arrivals: readonly Arrival[];
  /** ISO time; undefined: the latest stored event that is not later than the run's start. */
  readonly dataEnd: string | undefined;
}

// Strictly rising in the order of revisions: nothing, text, numbers, times.
const revisions: readonly (string | number | undefined)[] = [
  undefined,
  "A",
  "a",
  "2",
  10,
  "10.5",
  "2026-01-01T00:00:00Z",
  "2026-01-01T02:30:00+02:00",
];

const brokenLines = [
  "{oops",
  "[1, 2]",
  '"text"',
  '{"event_id":"x1","channel":"web","event_type":"page_viewed"}',
  '{"event_id":"x2","channel":"web","event_type":"page_viewed","occurred_at":"yesterday"}',
  '{"channel":"web","event_type":"page_viewed","occurred_at":"2026-01-05T08:00:00Z"}',
  '{"event_id":"x3","event_type":"page_viewed","occurred_at":"2026-01-05T08:00:00Z"}',
  '{"event_id":"x4","channel":"web","occurred_at":"2026-01-05T08:00:00Z"}',
];

const inTheFuture = '"occurred_at":"2199-12-31T00:00:00.000Z"';

interface Version {
  readonly source: string;
  readonly event_id: string;
  readonly number: number;
}

/** Which event each draft of a community is, and which version of it. */
const versionsOf = (drafts: readonly RecordDraft[], community: number): Version[] => {
  const versions: Version[] = [];
  for (const [index, draft] of drafts.entries()) {
    const before = draft.again === null ? undefined : versions[draft.again];
    const name = `${draft.spelling}${community === 0 ? "" : `${community}-`}${index}`;
    const { source, event_id } = before ?? { source: draft.source, event_id: name };
    const number = versions.filter((one) => one.source === source && one.event_id === event_id).length;
    versions.push({ source, event_id, number });
  }
  return versions;
};

// Three is prime to the number of revisions, so that versions come neither rising nor falling.
const withRevision = (record: NeutralRecord, version: Version, isTied: boolean): NeutralRecord => {
  const place = isTied ? Math.floor(version.number / 2) : version.number;
  const revision = revisions[(place * 3 + version.event_id.length) % revisions.length];
  return revision === undefined ? record : { ...record, revision };
};

const community = fc.array(recordDraft, { minLength: 3, maxLength: 45, size: "medium" });

const drawnWorld = (communities: number) =>
  fc.record({
    drawn: randomSettings,
    communities: fc.array(community, { minLength: 1, maxLength: communities, size: "max" }),
    end: fc.option(timeDraft, { nil: undefined, freq: 3 }),
    repeated: fc.array(fc.nat(44), { maxLength: 4 }),
    broken: fc.subarray(brokenLines, { maxLength: 2 }),
    future: fc.array(fc.nat(44), { maxLength: 2 }),
  });

type DrawnWorld = ReturnType<typeof drawnWorld> extends fc.Arbitrary<infer Value> ? Value : never;

const arrivalOf = (
  draft: RecordDraft,
  version: Version,
  world: DrawnWorld,
  place: { readonly community: number; readonly isTied: boolean },
): Arrival[] => {
  if (version.number >= revisions.length) return [];
  const record = recordOf(draft, { ...place, event_id: version.event_id }, world.drawn.limits);
  return [{ source: version.source, line: JSON.stringify(withRevision(record, version, place.isTied)) }];
};

const reversedKeys = (_key: string, value: unknown): unknown => {
  if (typeof value !== "object" || value === null) return value;
  return Array.isArray(value) ? value.toReversed() : Object.fromEntries(Object.entries(value).toReversed());
};

/** The same record in other words: keys and lists the other way round, and another time of sending. */
const respelled = ({ source, line }: Arrival): Arrival => {
  const record: unknown = JSON.parse(line);
  const text = JSON.stringify(record, reversedKeys);
  return { source, line: `{"sent_at":"2026-01-01T00:00:00Z",${text.slice(1)}` };
};

const arrivalsOf = (world: DrawnWorld, isTied: boolean): Arrival[] => {
  const written = world.communities.flatMap((drafts, number) => {
    const versions = versionsOf(drafts, number);
    return drafts.flatMap((draft, index) => {
      const version = versions[index];
      return version === undefined ? [] : arrivalOf(draft, version, world, { community: number, isTied });
    });
  });
  const lines = written.map(({ source, line }, index) => ({
    source,
    line: world.future.includes(index) ? line.replace(/"occurred_at":"[^"]*"/, inTheFuture) : line,
  }));
  const repeated = world.repeated.flatMap((index) => lines.slice(index, index + 1)).map(respelled);
  return [...lines, ...repeated, ...world.broken.map((line) => ({ source: "web", line }))];
};

const linesOf = (world: World, source: string): string[] =>
  world.arrivals.filter((arrival) => arrival.source === source).map(({ line }) => line);

/** The world as files to run by hand. */
export const printed = (world: World): string => {
  const sources = [...new Set(world.arrivals.map(({ source }) => source))];
  return [
    `# polku.yaml (run with ${world.dataEnd === undefined ? "no --data-end" : `--data-end ${world.dataEnd}`})`,
    stringify(world.settings, { aliasDuplicateObjects: false }),
    ...sources.flatMap((source) => [`# data/${source}/1.ndjson`, ...linesOf(world, source), ""]),
  ].join("\n");
};

const printable = (world: World): World =>
  Object.defineProperty({ ...world }, fc.toStringMethod, {
    value: () => `\n${printed(world)}`,
    enumerable: false,
  });

const worldOf = (drawn: DrawnWorld, isTied: boolean): World => {
  const { limits, settings }: RandomSettings = drawn.drawn;
  const end =
    drawn.end === undefined ? undefined : timeOf({ ...drawn.end, idles: drawn.end.idles + 1 }, limits);
  return printable({
    settings,
    arrivals: arrivalsOf(drawn, isTied),
    dataEnd: end === undefined ? undefined : isoTime(end),
  });
};

/** Worlds whose every event has one record that the contract names as the winner. */
export const randomWorld: fc.Arbitrary<World> = drawnWorld(1).map((drawn) => worldOf(drawn, false));

/** Up to six such worlds under one configuration: people of one never meet those of another. */
export const randomCrowd: fc.Arbitrary<World> = drawnWorld(6).map((drawn) => worldOf(drawn, false));

/** A crowd in which versions of one event may tie, so that a fingerprint decides. */
export const tiedCrowd: fc.Arbitrary<World> = drawnWorld(6).map((drawn) => worldOf(drawn, true));
