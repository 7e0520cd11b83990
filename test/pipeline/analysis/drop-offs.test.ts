import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dropOffs } from "../../../pipeline/index.ts";
import { differenceSignificance } from "../../../pipeline/analysis/numbers/significance.ts";
import { moneyText } from "../../../pipeline/analysis/drop-offs/money.ts";
import type { Row } from "../../oracle/measures.ts";
import { Playground } from "../../property/playground.ts";
import { randomCrowd } from "../../world/random-world.ts";

const playgrounds: Playground[] = [];
const journeys = [
  { name: "buy", goal: { event_type: "order_completed" }, idle_days: 3 },
  { name: "care", start: { channel: "service" }, goal: { event_type: "ticket_solved" }, idle_days: 1 },
];

beforeAll(async () => {
  for (const world of fc.sample(randomCrowd, { numRuns: 2, seed: 20 })) {
    const playground = Playground.create({ ...world.settings, journeys });
    playgrounds.push(playground);
    playground.write("1", world.arrivals);
    await playground.run(world.dataEnd);
  }
});
afterAll(() => {
  for (const playground of playgrounds) playground.remove();
});

const each = async (work: (playground: Playground, journey: string) => Promise<void>): Promise<void> => {
  for (const playground of playgrounds) for (const { name } of journeys) await work(playground, name);
};

const byText = (one: unknown, other: unknown): number =>
  Buffer.compare(Buffer.from(JSON.stringify(one)), Buffer.from(JSON.stringify(other)));

const sorted = (rows: readonly Row[]): string[] =>
  rows.map((row) => JSON.stringify(Object.entries(row).toSorted(byText))).toSorted();

const picked = (rows: readonly Row[], columns: readonly string[]): Row[] =>
  rows.map((row) => Object.fromEntries(columns.map((column) => [column, row[column] ?? null])));

const pointColumns = [
  "step_label",
  "visits_reached",
  "journeys_reached",
  "profiles_reached",
  "drop_offs",
  "drop_off_rate",
  "continued_elsewhere",
  "continued_later",
  "came_back",
  "identity_lost",
  "gone",
  "open",
];

const key = (row: Row): string =>
  JSON.stringify(["step_label", "channel", "drop_off_kind", "next_channel"].map((column) => row[column]));

describe("drop-offs", () => {
  it("are those of fct_drop_off_points, whoever asks", () =>
    each(async (playground, name) => {
      const { config } = playground;
      const { rows: points } = await dropOffs({ config, name });
      const published = await playground.rows(
        `select * from fct_drop_off_points where journey_name = '${name}'`,
      );
      expect(sorted(picked(points, pointColumns))).toEqual(sorted(picked(published, pointColumns)));
    }));

  it("of a step, channel, kind and next channel add up to fct_drop_offs", () =>
    each(async (playground, name) => {
      const { config } = playground;
      const moves = await dropOffs({ config, definition: { journey: name, show: "moves" } });
      const summed = new Map<string, number>();
      for (const row of moves.rows)
        summed.set(key(row), (summed.get(key(row)) ?? 0) + Number(row["drop_offs"]));
      const published = await playground.rows(`select * from fct_drop_offs where journey_name = '${name}'`);
      expect([...summed].toSorted(byText)).toEqual(
        published.map((row) => [key(row), row["drop_offs"]]).toSorted(byText),
      );
    }));

  it("list as many people's visits as they count, stitched and unstitched", () =>
    each(async ({ config }, name) => {
      for (const identity of ["stitched", "unstitched"] as const) {
        const counted = await dropOffs({ config, name, identity });
        const listed = await dropOffs({ config, name, identity, people: true });
        expect(listed.rows).toHaveLength(Number(counted.totals["drop_offs"]));
        const { visits, goal_visits, drop_offs } = counted.totals;
        expect(visits).toBe(Number(goal_visits) + Number(drop_offs));
      }
    }));

  it("of the last days and of those before are apart, and a long period holds all", () =>
    each(async ({ config }, name) => {
      const [all, long] = [
        await dropOffs({ config, name }),
        await dropOffs({ config, definition: { journey: name, period_days: 3650 } }),
      ];
      expect(long.totals).toEqual(all.totals);
      expect(long.rows.every((row) => row["visits_reached_before"] === 0)).toBe(true);
    }));

  it("refuse a journey that nobody configured, with the nearest", async () => {
    const config = playgrounds[0]?.config ?? "";
    await expect(dropOffs({ config, definition: { journey: "bye" } })).rejects.toThrow(/buy/);
  });
});

describe("significance", () => {
  it("is 1 where nothing differs, that of the normal distribution else, and unknown of nobody", () => {
    // 60 of 100 beside 45 of 100: z = 2.124.
    expect(differenceSignificance({ hits: 500, of: 1000 }, { hits: 500, of: 1000 })).toBeCloseTo(1, 6);
    expect(differenceSignificance({ hits: 60, of: 100 }, { hits: 45, of: 100 })).toBeCloseTo(0.033_672, 5);
    expect(differenceSignificance({ hits: 0, of: 0 }, { hits: 45, of: 100 })).toBeNull();
  });
});

describe("money", () => {
  it("keeps its two digits and its sign", () => {
    expect([0n, 5n, -5n, 123_456n].map(moneyText)).toEqual(["0.00", "0.05", "-0.05", "1234.56"]);
  });
});
