import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AnalysisResult, AnalysisRow } from "../../../../models/analyses/analysis-result.ts";
import type { Group } from "../../../../models/analyses/group.ts";
import { parseGroup } from "../../../../pipeline/analysis/definitions/read-group.ts";
import {
  type AskOptions,
  dropOffs,
  funnel,
  paths,
  type PolkuError,
  sessions,
} from "../../../../pipeline/index.ts";
import { Playground } from "../../../property/playground.ts";
import { arrivalsOf, type NeutralRecord, neutralSettings } from "../../../world/neutral.ts";

const hostile = `'"; drop table kinds; -- 漢 %_\\`;
const steps = [
  ["web", "page_viewed"],
  ["web", "cart_added"],
  ["store", "order_completed"],
  ["service", "ticket_created"],
] as const;

const start = Date.parse("2026-01-05T00:00:00Z");
const slotMillis = 15 * 60_000;
const at = (slot: number): string => new Date(start + slot * slotMillis).toISOString();

interface Event {
  readonly person: number;
  readonly slot: number;
  readonly step: (typeof steps)[number];
  readonly hasDevice: boolean;
}

/** Of eight people the even are of the north. Who is who does not depend on what else they did. */
const event = fc.record({
  person: fc.integer({ min: 0, max: 7 }),
  slot: fc.integer({ min: 0, max: 500 }),
  step: fc.constantFrom(...steps),
  hasDevice: fc.boolean(),
});

const recordOf = (
  { person, slot, step: [channel, event_type], hasDevice }: Event,
  place: number,
): NeutralRecord => ({
  event_id: `e${String(place).padStart(4, "0")}`,
  channel,
  event_type,
  occurred_at: at(slot),
  item: place % 5 === 0 ? hostile : "/p/1",
  identifiers: {
    user_id: `user-${String(person)}`,
    ...(hasDevice ? { device_id: `device-${String(person)}` } : {}),
  },
  properties: { region: person % 2 === 0 ? "north" : "south", quote: `it's "${String(place % 3)}"` },
});

const [events = []] = fc.sample(fc.array(event, { minLength: 160, maxLength: 160 }), { seed: 5, numRuns: 1 });
const records = events.map(recordOf);
/** The group that a second workspace holds alone. */
const cut = { from: at(120), until: at(380) } as const;

const settings = neutralSettings({
  engine: { threads: 1, memory_limit: "512MB" },
  sessions: { gap_minutes: 30 },
  journeys: [{ name: "buy", goal: { event_type: "order_completed" }, idle_days: 1 }],
  funnels: [{ name: "cart", window_days: 1, steps: ["web/page_viewed", "web/cart_added"] }],
});

let whole: Playground;
let part: Playground;
beforeAll(async () => {
  whole = Playground.create(settings);
  whole.write("1", arrivalsOf(records));
  await whole.run();
  part = Playground.create(settings);
  const isInside = ({ occurred_at: time }: NeutralRecord): boolean =>
    String(time) >= cut.from && String(time) < cut.until;
  part.write("1", arrivalsOf(records.filter(isInside)));
  await part.run(new Date(Date.parse(cut.until) - 1).toISOString());
});
afterAll(() => {
  whole.remove();
  part.remove();
});

type Asked = Omit<AskOptions, "name" | "definition">;

const analyses: Readonly<Record<string, (options: Asked, place?: Playground) => Promise<AnalysisResult>>> = {
  "drop-offs": (options, { config } = whole) => dropOffs({ config, name: "buy", ...options }),
  funnel: (options, { config } = whole) => funnel({ config, name: "cart", ...options }),
  sessions: (options, { config } = whole) => sessions({ config, ...options }),
  paths: (options, { config } = whole) =>
    paths({ config, definition: { show: "graph", journey: "buy" }, ...options }),
};
const names = Object.keys(analyses);
const ask = (name: string, options: Asked = {}, place?: Playground): Promise<AnalysisResult> =>
  analyses[name]?.(options, place) ?? Promise.reject(new Error(name));

const told = ({ rows, totals }: AnalysisResult): unknown => ({
  rows: rows.map((row) => JSON.stringify(row)).toSorted(),
  totals,
});

const keyColumns = ["step_label", "step_number", "first_channel", "from_label", "to_label"];
const counts =
  /^(visits|drop_offs|journeys|profiles|sessions|touchpoints|transitions|went_on|dropped|open|gone)/;

const keyOf = (row: AnalysisRow): string => keyColumns.map((column) => String(row[column] ?? "")).join("|");

/** Counts by what rows speak of, summed over answers. */
const summed = (...answers: readonly AnalysisResult[]): Record<string, number> => {
  const sums: Record<string, number> = {};
  for (const { rows } of answers) {
    for (const row of rows) {
      for (const [name, value] of Object.entries(row)) {
        if (!counts.test(name) || typeof value !== "number" || value === 0) continue;
        const key = `${keyOf(row)} ${name}`;
        sums[key] = (sums[key] ?? 0) + value;
      }
    }
  }
  return sums;
};

describe.each(names)("%s of a group", (name) => {
  it("of everything is as of none, stitched and unstitched", async () => {
    const everything: Group = { where: {}, from: "2000-01-01", until: "2100-01-01" };
    for (const identity of ["stitched", "unstitched"] as const) {
      const asked = await ask(name, { identity, group: everything });
      expect(told(asked)).toEqual(told(await ask(name, { identity })));
    }
  });

  it("of either of two kinds of people add up to all", async () => {
    const of = (region: string) => ask(name, { group: { where: { "properties.region": region } } });
    const [north, south, all] = [await of("north"), await of("south"), await ask(name)];
    expect(summed(north, south)).toEqual(summed(all));
    expect(north.rows.length).toBeGreaterThan(1);
  });

  it("of a part of the time is what a workspace says that holds no more", async () => {
    expect(told(await ask(name, { group: cut }))).toEqual(told(await ask(name, {}, part)));
  });

  it("beside itself differs in nothing, and what nothing makes is no surprise", async () => {
    const group: Group = { where: { channel: "store" } };
    const { columns, rows, totals } = await ask(name, { group, versus: group });
    const found = [...rows, totals].flatMap(Object.entries);
    const differences = found.filter(([column]) => column.endsWith("_difference"));
    expect(differences.length).toBeGreaterThan(3);
    expect(differences.filter(([, value]) => value !== 0 && value !== null)).toEqual([]);
    const chances = found.filter(([column]) => column.startsWith("p_value"));
    expect(chances.filter(([, value]) => value !== null && Math.abs(Number(value) - 1) > 1e-6)).toEqual([]);
    expect(new Set(columns).size).toBe(columns.length);
  });

  it("beside another says of each what it says alone", async () => {
    const [group, versus]: Group[] = [{ until: cut.until }, { from: cut.until }];
    const both = await ask(name, { group, versus });
    const side = (suffix: string): AnalysisResult => ({
      ...both,
      rows: both.rows.map((row) =>
        Object.fromEntries(
          Object.entries(row).flatMap(([column, value]) => {
            if (keyColumns.includes(column)) return [[column, value]];
            const isOwn = suffix === "" ? !/_(versus|difference)$/.test(column) : column.endsWith(suffix);
            return isOwn ? [[column.slice(0, column.length - suffix.length), value]] : [];
          }),
        ),
      ),
    });
    expect(summed(side(""))).toEqual(summed(await ask(name, { group })));
    expect(summed(side("_versus"))).toEqual(summed(await ask(name, { group: versus })));
  });
});

const totalOf = async (group: Group): Promise<AnalysisResult["totals"]> =>
  (await ask("sessions", { group })).totals;

describe("a group cut by time", () => {
  it("has every touchpoint once, and cuts sessions that lie across the time", async () => {
    const [before, after, all] = [
      await totalOf({ until: cut.from }),
      await totalOf({ from: cut.from }),
      await totalOf({}),
    ];
    expect(Number(before["touchpoints"]) + Number(after["touchpoints"])).toBe(all["touchpoints"]);
    expect(Number(before["sessions"]) + Number(after["sessions"])).toBeGreaterThanOrEqual(
      Number(all["sessions"]),
    );
  });
});

const refusal = (group: object): Promise<string> =>
  ask("sessions", { group }).then(
    () => "nothing was refused",
    (error: PolkuError) => error.message,
  );

describe("what a group names", () => {
  it("may hold quotes and SQL", async () => {
    const ofItem = await ask("sessions", { group: { where: { item: hostile } } });
    expect(Number(ofItem.totals["profiles"])).toBeGreaterThan(0);
    const all = await ask("sessions");
    for (const where of [{ item: "';--" }, { "properties.quote": 'it\'s "7"' }, { campaign: hostile }]) {
      const { totals } = await ask("sessions", { group: { where } });
      expect(totals["sessions"]).toBe(0);
    }
    const quoted = await ask("sessions", { group: { where: { "properties.quote": `it's "1"` } } });
    expect(Number(quoted.totals["touchpoints"])).toBeGreaterThan(0);
    expect(told(await ask("sessions"))).toEqual(told(all));
  });

  it.each([
    [{ wher: { channel: "web" } }, "wher is an unknown key; did you mean where?"],
    [{ from: "2026-02-01", until: "2026-02-01" }, "until: is not later than from"],
    [{ from: "yesterday" }, "from: write it as 2026-03-31"],
    [{ from: "2026-02-31" }, "from 2026-02-31 is no time"],
    [{ where: { chanel: "web" } }, "channel"],
    [{ where: { channel: "wep" } }, "did you mean web?"],
    [{ where: { event_type: "page_view" } }, "did you mean page_viewed?"],
    [{ where: { "properties.regoin": "north" } }, "did you mean properties.region?"],
    [{ where: { "'; drop table x": "y" } }, "a condition names one of"],
    [{ where: "channel = 'web'" }, "where"],
    [{ identity: "stiched" }, "did you mean stitched?"],
  ])("is refused where it is not understood: %j", async (group, message) => {
    expect(await refusal(group)).toContain(message);
  });

  it("is refused in the line where it is no YAML", () => {
    expect(() => parseGroup("{ where: ", "--versus")).toThrow(/--versus is not understood/);
    expect(() => parseGroup("web", "--group")).toThrow(/--group is not understood/);
  });
});
