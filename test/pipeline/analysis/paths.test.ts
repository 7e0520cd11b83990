import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AnalysisResult } from "../../../models/analyses/analysis-result.ts";
import { type PathsDefinition, pathsDefinition } from "../../../models/analyses/paths-definition.ts";
import { paths, query } from "../../../pipeline/index.ts";
import {
  type PlainEdge,
  plainEdges,
  plainPaths,
  type PlainWorld,
} from "../../oracle/analyses/plain-paths.ts";
import { publishRandomShop, type RandomShop } from "./random-shop.ts";

let shop: RandomShop;
beforeAll(async () => {
  shop = await publishRandomShop(7, 260);
});
afterAll(() => shop.playground.remove());

const point = fc.constantFrom<unknown>(
  "web/page_viewed",
  "web/*",
  { channel: "store" },
  { event_type: ["ticket_created", "ticket_solved"] },
  { item: "/p/*" },
);
const maybe = (value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.option(value, { nil: undefined, freq: 2 });

const wishes = fc.record({
  journey: fc.constantFrom(undefined, undefined, "purchase"),
  grain: fc.constantFrom(undefined, "session", "profile"),
  gap_minutes: fc.constantFrom(undefined, undefined, 15, 60),
  gap_boundary: fc.constantFrom("splits", "joins"),
  label: fc.constantFrom("step", "step", "channel", "event_type"),
  collapse: fc.boolean(),
  seconds_to: fc.constantFrom("first", "last"),
  max_steps: fc.constantFrom(undefined, 1, 2, 3, 5, 8),
  include: maybe(fc.array(point, { maxLength: 2 })),
  exclude: maybe(fc.constant<unknown>({ channel: "service" })),
  ends: fc.boolean(),
  identity: fc.constantFrom("stitched" as const, "unstitched" as const),
  ends_at: fc.constantFrom("none", "start", "end", "both", "around"),
  first: point,
  second: point,
});

interface Wish {
  readonly definition: PathsDefinition;
  readonly identity: "stitched" | "unstitched";
}

const given = (entries: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));

/** Labels of other levels are no steps: then points are conditions. */
const tame = (value: unknown, label: string): unknown =>
  typeof value === "string" && label !== "step" ? { channel: "web" } : value;

const wishOf = (show: string): fc.Arbitrary<Wish> =>
  wishes.map(({ identity, ends_at, first, second, include, ...others }) => ({
    identity,
    definition: pathsDefinition.parse(
      given({
        show,
        ...others,
        include: Array.isArray(include) ? include.map((one) => tame(one, others.label)) : undefined,
        start: ends_at === "start" || ends_at === "both" ? tame(first, others.label) : undefined,
        end: ends_at === "end" || ends_at === "both" ? tame(second, others.label) : undefined,
        around: ends_at === "around" ? tame(first, others.label) : undefined,
      }),
    ),
  }));

const worldOf = ({ identity }: Wish): PlainWorld => shop[identity];

const ask = ({ definition, identity }: Wish): Promise<AnalysisResult> =>
  paths({ config: shop.config, definition, identity });

/** quantile_cont, over a sorted list. */
const quantile = (values: readonly number[], share: number): number | null => {
  const sorted = values.toSorted((left, right) => left - right);
  const place = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return low === undefined || high === undefined ? null : low + (high - low) * (place % 1);
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const grouped = <Value>(values: readonly Value[], keyOf: (value: Value) => string): Map<string, Value[]> => {
  const groups = new Map<string, Value[]>();
  for (const value of values) groups.set(keyOf(value), [...(groups.get(keyOf(value)) ?? []), value]);
  return groups;
};

const rounded = (value: unknown): unknown =>
  typeof value === "number" ? Math.round(value * 1000) / 1000 : value;

const expectedRows = (edges: readonly PlainEdge[], hasSteps: boolean): string[] =>
  [...grouped(edges, ({ step, from, to }) => `${hasSteps ? `${String(step)} ` : ""}${from} → ${to}`)]
    .map(([name, own]) => {
      const seconds = own.flatMap((edge) => edge.seconds ?? []);
      const mean = seconds.length === 0 ? null : sum(seconds) / seconds.length;
      const times = [mean, quantile(seconds, 0.5), quantile(seconds, 0.9)].map(rounded);
      return JSON.stringify([name, own.length, new Set(own.map(({ person }) => person)).size, ...times]);
    })
    .toSorted();

const foundRows = ({ rows }: AnalysisResult, hasSteps: boolean): string[] =>
  rows
    .map((row) => {
      const step = hasSteps ? `${String(row["from_step"])} ` : "";
      const name = `${step}${String(row["from_label"])} → ${String(row["to_label"])}`;
      const times = [row["mean_seconds"], row["median_seconds"], row["p90_seconds"]].map(rounded);
      return JSON.stringify([name, row["transitions"], row["profiles"], ...times]);
    })
    .toSorted();

/** Transitions by what rows have in common, as texts. */
const sumsBy = (
  rows: AnalysisResult["rows"],
  keyOf: (row: AnalysisResult["rows"][number]) => string,
): string[] =>
  [...grouped(rows, keyOf)]
    .map(([name, own]) => `${name}: ${String(sum(own.map(({ transitions }) => Number(transitions))))}`)
    .toSorted();

const stepOf = ({ from_step: step }: AnalysisResult["rows"][number]): string => String(step);

const rowText = (row: object): string => JSON.stringify(Object.values(row).map(rounded));

const check = (show: string, law: (wish: Wish) => Promise<void>): Promise<void> =>
  fc.assert(fc.asyncProperty(wishOf(show), law), { numRuns: process.env["POLKU_TEST"] === "all" ? 300 : 8 });

describe("paths", () => {
  it.each(["edges", "graph"])("show the %s that plain lists give", (show) =>
    check(show, async (wish) => {
      const expected = plainEdges(plainPaths(worldOf(wish), wish.definition), wish.definition);
      expect(foundRows(await ask(wish), show === "edges")).toEqual(expectedRows(expected, show === "edges"));
    }),
  );

  it("show the sequences that plain lists give, each path in exactly one of them", () =>
    check("sequences", async (wish) => {
      const found = await ask(wish);
      const texts = plainPaths(worldOf(wish), wish.definition).map(({ steps, isCutBefore, leadsTo }) =>
        [
          ...(isCutBefore ? ["…"] : []),
          ...steps.map((step) => step?.label ?? "…"),
          ...(leadsTo === "…" ? ["…"] : []),
        ].join(" > "),
      );
      const expected = [...grouped(texts, (text) => text)].map(
        ([text, { length }]) => `${text}: ${String(length)}`,
      );
      expect(found.rows.map((row) => `${String(row["path"])}: ${String(row["paths"])}`).toSorted()).toEqual(
        expected.toSorted(),
      );
      expect(found.totals["paths"]).toBe(texts.length);
    }));

  it("list the people behind them, one row a path", () =>
    check("edges", async (wish) => {
      const { rows } = await paths({ config: shop.config, ...wish, people: true });
      const expected = plainPaths(worldOf(wish), wish.definition);
      expect(rows.map(({ step }) => String(step)).toSorted()).toEqual(
        expected.map(({ steps }) => String(steps.at(-1)?.label)).toSorted(),
      );
      if (wish.identity === "stitched") {
        expect(rows.map((row) => String(row["profile_id"])).toSorted()).toEqual(
          expected.map(({ person }) => person).toSorted(),
        );
      }
    }));
});

describe("sums of paths hold", () => {
  it("over edges with (others), step for step, whatever is shown", () =>
    check("edges", async (wish) => {
      const all = await ask({ ...wish, definition: { ...wish.definition, ends: true } });
      const few = await ask({ ...wish, definition: { ...wish.definition, ends: true, max_edges: 2 } });
      expect(sumsBy(few.rows, stepOf)).toEqual(sumsBy(all.rows, stepOf));
      expect(sum(few.rows.map(({ transitions }) => Number(transitions)))).toBe(few.totals["transitions"]);
    }));

  it("at each step: what flows in flows out", () =>
    check("edges", async (wish) => {
      const { rows } = await ask({ ...wish, definition: { ...wish.definition, ends: true } });
      const flow = (side: "from" | "to"): string[] =>
        sumsBy(
          rows.filter((row) => !/^(\(.*\)|…)$/.test(String(row[`${side}_label`]))),
          (row) => `${String(row[`${side}_step`])} ${String(row[`${side}_label`])}`,
        );
      expect(flow("from")).toEqual(flow("to"));
    }));

  it("over rows of the matrix, which are the steps reached", () =>
    check("matrix", async (wish) => {
      const found = await ask({ ...wish, definition: { ...wish.definition, ends: true } });
      const inner = found.rows.filter(({ from_label: from }) => !/^(\(.*\)|…)$/.test(String(from)));
      const steps = plainPaths(worldOf(wish), wish.definition).flatMap((path) => path.steps);
      expect(sum(inner.map(({ transitions }) => Number(transitions)))).toBe(
        steps.filter((step) => step !== null).length,
      );
    }));

  it("stitched and unstitched: without collapsing both have every touchpoint", async () => {
    const definition = { show: "graph", collapse: false };
    const [stitched, unstitched] = await Promise.all(
      (["stitched", "unstitched"] as const).map((identity) =>
        paths({ config: shop.config, definition, identity }),
      ),
    );
    expect(stitched?.totals["steps"]).toBe(260);
    expect(unstitched?.totals["steps"]).toBe(260);
    expect(Number(unstitched?.totals["profiles"])).toBeGreaterThan(Number(stitched?.totals["profiles"]));
  });

  it("with the published transitions of journeys", async () => {
    const { rows } = await paths({ config: shop.config, definition: { show: "graph", journey: "care" } });
    const published = await query(
      "select from_label, to_label, transitions, profiles, mean_seconds, median_seconds, p90_seconds from fct_path_transitions where journey_name = 'care'",
      { config: shop.config },
    );
    expect(rows.map(rowText).toSorted()).toEqual(published.map(rowText).toSorted());
  });
});
