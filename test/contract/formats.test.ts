// What every format must do, run over all that the registry lists. Nothing here knows a vendor.
import { describe, expect, it } from "vitest";
import type { Format } from "../../connectors/connector.ts";
import { formats } from "../../connectors/registry.ts";
import { mappedColumns } from "../../models/canonical-event.ts";
import { blockedEverywhere } from "../../models/identity/namespaces.ts";
import { quarantineReasons } from "../../models/verdict.ts";
import { formatMapping } from "../../pipeline/stages/map/mapping.ts";
import type { Row } from "../../pipeline/warehouse/session.ts";
import {
  FormatBench,
  isLeftOut,
  leafVariants,
  type Outcome,
  sampleRecords,
  type Variant,
  variantsOf,
} from "./format-bench.ts";
import { leavesOf, lineOf, objectsOf, placesOf, rawJson, textOf, type Value } from "./record-paths.ts";
import { timeCases } from "./time-cases.ts";

const bench = new FormatBench();
const named = formats.map((format) => [format.name, format] as const);

const sampleLines = (format: Format): string[] => sampleRecords(format).map(lineOf);

const parsed = (text: unknown): unknown => (typeof text === "string" ? JSON.parse(text) : null);

interface Held {
  readonly namespace: string;
  readonly value: string;
}

const identifiersOf = (event: Row): Held[] => (event["identifiers"] ?? []) as unknown as Held[];

const valuesOf = (outcomes: readonly Outcome[]): string[] =>
  outcomes.flatMap(({ events }) => events.flatMap(identifiersOf)).map(({ value }) => value);

const canonical = (event: Row): unknown => {
  const { position: _, sent_at: _sent, received_at: _received, ...columns } = event;
  return {
    ...columns,
    sequence: textOf(columns["sequence"]),
    identifiers: columns["identifiers"] ?? [],
    traits: parsed(columns["traits"]),
    consent: parsed(columns["consent"]),
    properties: parsed(columns["properties"]),
  };
};

const byId = (left: Row, right: Row): number =>
  Buffer.compare(Buffer.from(textOf(left["event_id"])), Buffer.from(textOf(right["event_id"])));

/** Columns of an outcome's events that hold a text. */
const landings = ({ events }: Outcome, text: string): string[] =>
  events.flatMap((event) =>
    Object.keys(event).filter((column) =>
      JSON.stringify(event[column]).toLowerCase().includes(text.toLowerCase()),
    ),
  );

const shown = ({ record, path }: Variant): string => `${record}: ${path.join(".")}`;

interface Probe {
  readonly leaf: Variant;
  readonly outcome: Outcome;
}

const probed = new Map<Format, Promise<readonly Probe[]>>();

/** What becomes of the sample with a text of its own in one leaf after the other; mapped once for each format. */
const probesOf = (format: Format): Promise<readonly Probe[]> => {
  const probes = probed.get(format) ?? probe(format);
  probed.set(format, probes);
  return probes;
};

const probe = async (format: Format): Promise<readonly Probe[]> => {
  const leaves = leafVariants(format, (index) => `probe${index}x`);
  const outcomes = await bench.variants(format, leaves);
  return leaves.map((leaf, index) => ({ leaf, outcome: outcomes[index] ?? { events: [], faults: [] } }));
};

/** Variants whose value becomes an identifier as it is. */
const identifierLeaves = async (format: Format): Promise<readonly Variant[]> =>
  (await probesOf(format))
    .filter(({ leaf, outcome }) => {
      const columns = landings(outcome, textOf(leaf.value));
      return columns.includes("identifiers") && !columns.includes("event_id");
    })
    .map(({ leaf }) => leaf);

describe.each(named)("%s", (_, format) => {
  it("maps its sample to exactly the events it states, by namespaces that it declares", async () => {
    const { events, faults } = await bench.lines(format, sampleLines(format));
    expect(faults).toEqual([]);
    const stated = format.sample.events as unknown as Row[];
    expect(events.toSorted(byId).map(canonical)).toEqual(stated.toSorted(byId));
    const emitted = new Set(events.flatMap(identifiersOf).map(({ namespace }) => namespace));
    const undeclared = [...emitted].filter((namespace) => !format.namespaces.includes(namespace));
    if (format.hasOpenNamespaces !== true) expect(undeclared).toEqual([]);
  });

  it("gives the same events whatever the order of the records", async () => {
    const { events } = await bench.lines(format, sampleLines(format).toReversed());
    const stated = format.sample.events as unknown as Row[];
    expect(events.toSorted(byId).map(canonical)).toEqual(stated.toSorted(byId));
  });

  it("gives columns of the canonical event and no other", async () => {
    const [session] = bench.sessions;
    const { columns = [] } = format;
    const texts = columns.map((column) => `null::varchar as ${column}, `).join("");
    const given = await session.rows(
      `describe with source_settings as (select '' as source, 'UTC' as timezone),
      lines as (select 1::bigint as position, null::varchar as line),
      rows as (select 1::bigint as position, ${texts} null::varchar as rest)
      select * from (${formatMapping(format).sql})`,
    );
    const names = given.map(({ column_name }) => textOf(column_name));
    expect(names.filter((name) => !Object.hasOwn(mappedColumns, name))).toEqual([]);
  });

  it("puts nothing of a person into an id", async () => {
    const markers = ["liisa.virtanen@example.com", "Liisa Virtanen", "+358401234567"];
    const variants = markers.flatMap((marker) => leafVariants(format, () => marker));
    const outcomes = await bench.variants(format, variants);
    const exposed = variants.filter((variant, index) => {
      const { events, faults } = outcomes[index] ?? { events: [], faults: [] };
      const ids = [...events, ...faults].map(({ event_id }) => textOf(event_id));
      return ids.some((id) => id.includes(textOf(variant.value))) && !isId(format, variant);
    });
    expect(exposed.map(shown)).toEqual([]);
  });

  it("hides and alters no identifier, however poor", async () => {
    const junk = [
      ...blockedEverywhere.filter((value) => value !== ""),
      "--00--",
      "TEST@example.com",
      "a@@b",
      "12",
      "ÅÄ 💥",
    ];
    const leaves = await identifierLeaves(format);
    expect(leaves.length).toBeGreaterThan(0);
    const variants = junk.flatMap((value) => leaves.map((leaf) => ({ ...leaf, value })));
    const outcomes = await bench.variants(format, variants);
    const lost = variants.filter(
      ({ value }, index) =>
        !(outcomes[index]?.events ?? []).flatMap(identifiersOf).some((held) => held.value === value),
    );
    expect(lost.map((variant) => `${shown(variant)} = ${variant.value}`)).toEqual([]);
  });

  it("makes no identifier of what is no value, and hands on an empty text, for identity to refuse, unless it is an empty cell of a table", async () => {
    const leaves = await identifierLeaves(format);
    const variants = [null, {}, [], ""].flatMap((value) => leaves.map((leaf) => ({ ...leaf, value })));
    const outcomes = await bench.variants(format, variants);
    const [none, empty] = [outcomes.slice(0, 3 * leaves.length), outcomes.slice(3 * leaves.length)];
    expect(valuesOf(none).filter((value) => ["", "null", "{}", "[]"].includes(value))).toEqual([]);
    expect(valuesOf(empty).includes("")).toBe(format.input === "lines");
  });

  it("reads times right, across zones and both switches of the clocks", async () => {
    const probes = leafVariants(format, () => "2001-02-03T04:05:06Z");
    const outcomes = await bench.variants(format, probes);
    const timed = probes.filter((_probe, index) => occurs(outcomes[index], "2001-02-03T04:05:06.000Z"));
    expect(timed.length).toBeGreaterThan(0);
    for (const zone of new Set(timeCases.map(([, of]) => of))) {
      const cases = timeCases.filter(([, of]) => of === zone);
      const variants = cases.flatMap(([text, , instant]) =>
        timed.map((leaf) => ({ ...leaf, value: text, instant })),
      );
      const read = await bench.variants(format, variants, zone);
      const wrong = variants.filter(({ instant }, index) => !occurs(read[index], instant));
      expect(wrong.map((variant) => `${shown(variant)} = ${variant.value} in ${zone}`)).toEqual([]);
    }
  });

  it("keeps fields that it does not know, at any depth", async () => {
    const variants = variantsOf(format, (record) =>
      objectsOf(record).map((path, index) => ({ path: [...path, "unheard_of"], value: `kept${index}x` })),
    );
    const outcomes = await bench.variants(format, variants);
    const lost = variants.filter(
      (variant, index) =>
        landings(outcomes[index] ?? { events: [], faults: [] }, textOf(variant.value)).length === 0 &&
        !isLeftOut(format, variant),
    );
    expect(lost.map(shown)).toEqual([]);
  });

  it("loses no value: it is in a column, in properties, or the record is set aside", async () => {
    const lost = (await probesOf(format)).filter(({ leaf, outcome }) => {
      const isThere = landings(outcome, textOf(leaf.value)).length > 0 || outcome.faults.length > 0;
      return !isThere && !isLeftOut(format, leaf);
    });
    expect(lost.map(({ leaf }) => shown(leaf))).toEqual([]);
  });

  it("keeps integers whole that no double could hold", async () => {
    const known = await identifierLeaves(format);
    const unknown = variantsOf(format, (record) =>
      objectsOf(record).map((path) => ({ path: [...path, "unheard_of"], value: null })),
    ).filter((variant) => !isLeftOut(format, variant));
    const variants = ["9007199254740993", "123456789012345678901234567890"].flatMap((digits) =>
      [...known, ...unknown].map((variant) => ({ ...variant, value: rawJson(digits), digits })),
    );
    const outcomes = await bench.variants(format, variants);
    const lost = variants.filter(
      ({ digits }, index) => landings(outcomes[index] ?? { events: [], faults: [] }, digits).length === 0,
    );
    expect(lost.map(shown)).toEqual([]);
  });

  it("takes hostile values as an event or as a stated reason, and never throws", async () => {
    const variants = hostileValues.flatMap((value) =>
      variantsOf(format, placesOf).map((variant) => ({ ...variant, value })),
    );
    const outcomes = await bench.variants(format, variants);
    const silent = variants.filter((_variant, index) => {
      const { events, faults } = outcomes[index] ?? { events: [], faults: [] };
      return events.length + faults.length === 0;
    });
    expect(
      silent.map((variant) => `${shown(variant)} = ${JSON.stringify(variant.value).slice(0, 40)}`),
    ).toEqual([]);
    const reasons = new Set(outcomes.flatMap(({ faults }) => faults.map(({ reason }) => textOf(reason))));
    expect([...reasons].filter((reason) => !Object.hasOwn(quarantineReasons, reason))).toEqual([]);
    for (const { events } of outcomes) {
      for (const { properties, traits, consent } of events) [properties, traits, consent].forEach(parsed);
    }
  });

  it("takes a text of a megabyte, outermost or within", async () => {
    // The first are of the record's own, the last of what it nests.
    const all = leafVariants(format, () => "x".repeat(1_000_000));
    const leaves = [...all.slice(0, 1), ...all.slice(-1)];
    const outcomes = await bench.variants(format, leaves);
    expect(outcomes.filter(({ events, faults }) => events.length + faults.length === 0)).toEqual([]);
  });

  it("says why it sets a strange record aside", async () => {
    const { events, faults } = await bench.lines(format, ["{}", '{"unheard_of":[1]}']);
    expect(events).toEqual([]);
    expect(new Set(faults.map(({ reason }) => textOf(reason)))).toEqual(
      new Set([expect.stringMatching(/^(unknown_kind|missing_time|missing_event_id)$/)]),
    );
  });
});

/** Variants of the vendor's own id: the value at this place is all of an event's id, or its number. */
const isId = (format: Format, { record, path }: Variant): boolean => {
  const whole = sampleRecords(format)[record] ?? null;
  const value = leavesOf(whole).find((leaf) => leaf.path.join() === path.join())?.value;
  return format.sample.events.some(({ event_id }) => event_id === textOf(value));
};

const occurs = (outcome: Outcome | undefined, instant: string): boolean =>
  (outcome?.events ?? []).some(({ occurred_at }) => occurred_at === instant);

const nested = (depth: number): Value => rawJson(`${"[".repeat(depth)}${"]".repeat(depth)}`);

const hostileValues: readonly Value[] = [
  null,
  true,
  0,
  "",
  " ",
  {},
  [],
  { a: { b: [] } },
  ["x", 1, null],
  Object.fromEntries([
    ["__proto__", 1],
    ["constructor", { prototype: 2 }],
  ]),
  nested(400),
  "x".repeat(2000),
  "nul\u0000inside",
  "'; drop table events; --",
  '{"looks":"like JSON"}',
  "\u2028💥﷽",
  rawJson("-1.5e300"),
  rawJson("123456789012345678901234567890"),
];
