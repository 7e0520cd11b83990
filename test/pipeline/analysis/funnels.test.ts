import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  exclusionConditions,
  type FunnelDefinition,
  funnelDefinition,
  stepConditions,
} from "../../../models/analyses/funnel-definition.ts";
import { funnelPlan } from "../../../pipeline/analysis/funnels/funnel-plan.ts";
import { oddsRatio } from "../../../pipeline/analysis/funnels/odds-ratio.ts";
import { funnel, query, type QueryRow } from "../../../pipeline/index.ts";
import { type PlainAttempt, plainAttempts } from "../../oracle/analyses/funnel-attempts.ts";
import { groupBy, median } from "../../oracle/measures.ts";
import { FunnelWorld, type Touch } from "./funnel-world.ts";

const [page, product, cart, order, search] = [
  { event_type: "page_viewed" },
  { event_type: "product_viewed" },
  { event_type: "cart_added" },
  { event_type: "order_completed" },
  { event_type: "search_performed" },
];

const optional = { any: [cart], optional: true };

const given: readonly Record<string, unknown>[] = [
  { name: "plain", steps: [page, product, cart] },
  { name: "ties", steps: [page, product, { event_type: ["product_viewed", "cart_added"] }], ties: "convert" },
  { name: "either", steps: [{ any: [page, search] }, { any: ["web/cart_added", order] }], window_hours: 3 },
  { name: "later", steps: [page, product, cart], ties: "later" },
  { name: "strict", steps: [page, product], order: "strict" },
  { name: "unordered", steps: [page, product, cart], order: "unordered", window_days: 1 },
  { name: "excluded", steps: [page, product, cart], exclusions: [{ when: search, to: 2 }] },
  { name: "stopped", steps: [page, cart], exclusions: [{ when: [search, order] }], on_exclusion: "stop" },
  { name: "left_out", steps: [page, optional, order], ties: "convert" },
  { name: "stepwise", steps: [page, product, cart], window_from: "step", window_hours: 1 },
  { name: "first", steps: [page, product, cart], entry: "first", window_hours: 2 },
  { name: "latest", steps: [page, product, cart], entry: "latest" },
  { name: "loose", steps: [page, product], ties: "convert", grace_seconds: 60 },
];

let world: FunnelWorld;
let dataEnd = 0;
let published: QueryRow[] = [];

beforeAll(async () => {
  world = await FunnelWorld.run(150, given);
  dataEnd = Math.max(...world.touches.map(({ micros }) => micros));
  published = await query("from fct_funnel_steps order by step_number", { config: world.config });
}, 120_000);

afterAll(() => world.close());

const read = (definition: object): FunnelDefinition => funnelDefinition.parse(definition);

const fits = (touch: Touch, conditions: ReturnType<typeof stepConditions>): boolean =>
  conditions.some(({ event_type: type, step_label: label }) => {
    const isType = type === undefined || [type].flat().includes(touch.type);
    return isType && (label === undefined || label === `${touch.channel}/${touch.type}`);
  });

const grouped = (key: (touch: Touch) => string): Touch[][] => [...groupBy(world.touches, key).values()];

/** The attempts that the oracle finds, unit by unit, with the touchpoints of the unit. */
const oracleOf = (
  definition: FunnelDefinition,
  key: (touch: Touch) => string = ({ profile }) => profile,
  periods: readonly number[] = [],
): { attempt: PlainAttempt; touches: Touch[] }[] => {
  const choices = [
    ...definition.steps.map(stepConditions),
    ...definition.exclusions.map(exclusionConditions),
  ];
  return grouped(key).flatMap((touches) => {
    const rows = touches.map((touch) => ({
      time: touch.micros,
      fits: choices.flatMap((conditions, bit) => (fits(touch, conditions) ? [bit] : [])),
    }));
    return plainAttempts(rows, funnelPlan(definition), { dataEnd, periods }).map((attempt) => ({
      attempt,
      touches,
    }));
  });
};

const stepsOf = (definition: FunnelDefinition, found: ReturnType<typeof oracleOf>): object[] =>
  definition.steps.map((_step, step) => {
    const reached = found.filter(({ attempt: { chain } }) => (chain[step] ?? null) !== null);
    const stopped = reached.filter(({ attempt: { chain } }) => chain.length === step + 1);
    const lost = step === definition.steps.length - 1 ? [] : stopped;
    const seconds = reached.flatMap(({ attempt: { chain }, touches }) => {
      const before = chain.slice(0, step).findLast((row) => row !== null);
      if (before === undefined || before === null) return [];
      const micros = (touches[chain[step] ?? 0]?.micros ?? 0) - (touches[before]?.micros ?? 0);
      return [Math.max(0, Math.floor(micros / 1_000_000))];
    });
    const open = lost.filter(({ attempt: { isOpen } }) => isOpen).length;
    return {
      step_number: step + 1,
      profiles: reached.length,
      went_on: reached.length - lost.length,
      dropped: lost.length - open,
      open,
      median_seconds_from_previous: step === 0 ? null : median(seconds),
    };
  });

/** Rows as texts, in an order of their own. */
const sortedTexts = (rows: readonly object[]): string[] => rows.map((row) => JSON.stringify(row)).toSorted();

describe("a funnel", () => {
  it.each(given)(
    "called $name counts what trying every choice finds, and says what is published of it",
    async (asked) => {
      const { rows } = await funnel({ config: world.config, name: String(asked["name"]) });
      expect(
        rows.map(({ mean_seconds_from_previous: _mean, ...row }) => ({ funnel_name: asked["name"], ...row })),
      ).toEqual(published.filter((row) => row["funnel_name"] === asked["name"]));
      expect(rows).toMatchObject(stepsOf(read(asked), oracleOf(read(asked))));
      for (const { profiles, went_on, dropped, open } of rows) {
        expect(Number(went_on) + Number(dropped) + Number(open)).toBe(profiles);
      }
    },
  );

  it("is the same for people whom nothing had to be stitched for", async () => {
    for (const asked of given.filter(({ name }) => ["ties", "strict", "excluded"].includes(String(name)))) {
      expect((await world.ask(asked, { identity: "unstitched" })).rows).toEqual(
        (await world.ask(asked)).rows,
      );
    }
  });

  it("counts attempts that do not overlap, or sessions", async () => {
    const asked = { steps: [page, product], window_hours: 2 };
    const totals = await world.ask({ ...asked, count: "totals" });
    const bySession = await world.ask({ ...asked, count: "sessions" });
    const all = read({ ...asked, count: "totals" });
    expect(totals.rows).toMatchObject(stepsOf(all, oracleOf(all)));
    const sessions = read({ ...asked, count: "sessions" });
    expect(bySession.rows).toMatchObject(
      stepsOf(
        sessions,
        oracleOf(sessions, ({ session }) => session),
      ),
    );
  });

  it("lists the people behind its numbers and what they did next", async () => {
    const asked = read({ steps: [page, product, cart] });
    const { rows } = await world.ask(asked, { people: true });
    const expected = oracleOf(asked).map(({ attempt: { chain, isOpen }, touches }) => {
      const next = touches[(chain.at(-1) ?? 0) + 1];
      const kind = isOpen ? "open" : "dropped";
      return {
        profile_id: touches[0]?.profile,
        step_number: chain.length,
        kind: chain.length === 3 ? "converted" : kind,
        next_channel: next?.channel ?? null,
        next_step: next === undefined ? null : `${next.channel}/${next.type}`,
      };
    });
    const kept = rows.map(({ profile_id, step_number, kind, next_channel, next_step }) => ({
      profile_id,
      step_number,
      kind,
      next_channel,
      next_step,
    }));
    expect(sortedTexts(kept)).toEqual(sortedTexts(expected));
  });
});

describe("a funnel's breakdown", () => {
  const asked = { steps: [page, product, cart] };

  it.each(["properties.browser", "first.channel"])(
    "by %s has everybody under one value",
    async (breakdown) => {
      const whole = await world.ask(asked);
      for (const attribution of ["first", "last", "step"]) {
        const step = attribution === "step" ? { attribution_step: 2 } : {};
        const { rows } = await world.ask({ ...asked, breakdown, attribution, ...step, max_values: 2 });
        for (const total of whole.rows) {
          const parts = rows.filter((row) => row["step_number"] === total["step_number"]);
          const sum = (name: string): number => parts.reduce((all, row) => all + Number(row[name]), 0);
          expect(["profiles", "went_on", "dropped", "open"].map(sum)).toEqual(
            [total["profiles"], total["went_on"], total["dropped"], total["open"]].map(Number),
          );
        }
      }
    },
  );

  it("where all steps must have one value, is the funnel of those touchpoints alone", async () => {
    const { rows } = await world.ask({ ...asked, breakdown: "channel", attribution: "all" });
    for (const channel of ["web", "store", "email"]) {
      const alone = await world.ask({ steps: asked.steps.map((step) => ({ ...step, channel })) });
      const own = rows.filter((row) => row["breakdown_value"] === channel);
      expect(own.map((row) => row["profiles"])).toEqual(alone.rows.map((row) => row["profiles"]));
    }
  });
});

describe("what else a funnel shows", () => {
  const asked = { steps: [page, product], window_hours: 4 };

  it("has everybody who converted in one bin of the time to convert", async () => {
    const { rows, totals } = await world.ask({ ...asked, show: "time" });
    const whole = await world.ask(asked);
    const sum = rows.reduce((all, row) => all + Number(row["profiles"]), 0);
    expect([sum, totals["profiles"]]).toEqual([whole.totals["converted"], whole.totals["converted"]]);
    expect(totals["mean_seconds"]).toBe(whole.rows[1]?.["mean_seconds_from_previous"]);
  });

  it("places entries in days of the workspace's time zone, also when the clocks change", async () => {
    const { rows } = await world.ask({ ...asked, show: "trend", from: "2026-03-24", to: "2026-04-08" });
    const days = Array.from({ length: 16 }, (_, day) => Date.UTC(2026, 2, 24 + day));
    // Helsinki: two hours ahead of UTC until the 29th of March 2026, from then on three.
    const begins = days.map((day) => (day - (day <= Date.UTC(2026, 2, 29) ? 2 : 3) * 3_600_000) * 1000);
    const found = oracleOf(read(asked), ({ profile }) => profile, begins);
    expect(rows).toHaveLength(16);
    expect(rows).toMatchObject(
      days.map((day, period) => {
        const own = found.filter(({ attempt }) => attempt.period === period);
        const end = (begins[period + 1] ?? Number.POSITIVE_INFINITY) + 4 * 3_600_000_000;
        return {
          period_start: new Date(day).toISOString().slice(0, 10),
          profiles: own.length,
          converted: own.filter(({ attempt }) => attempt.chain.length === 2).length,
          is_final: end <= dataEnd,
        };
      }),
    );
  });

  it("tells which touchpoints drive conversion, of what at least 25 people did", async () => {
    const { rows, totals } = await world.ask({ ...asked, show: "drivers", driver: "event_type" });
    const decided = oracleOf(read(asked)).filter(({ attempt }) => !attempt.isOpen);
    const didOf = ({ attempt: { chain }, touches }: (typeof decided)[number], type: string): boolean => {
      const [first, last] = [chain[0] ?? 0, chain[1] ?? Number.POSITIVE_INFINITY];
      const until = (touches[first]?.micros ?? 0) + 4 * 3_600_000_000;
      return touches.some(
        (touch, row) =>
          row > first &&
          row !== last &&
          touch.type === type &&
          row < last &&
          (Number.isFinite(last) || touch.micros <= until),
      );
    };
    const isConverted = ({ attempt }: (typeof decided)[number]): boolean => attempt.chain.length === 2;
    const expected = ["page_viewed", "product_viewed", "cart_added", "order_completed", "search_performed"]
      .map((type) => {
        const did = decided.filter((one) => didOf(one, type));
        const success = did.filter(isConverted).length;
        return { type, success, failure: did.length - success };
      })
      .filter(({ success, failure }) => success + failure >= 25);
    expect(expected.length).toBeGreaterThan(0);
    expect(rows).toHaveLength(expected.length);
    for (const { type, success, failure } of expected) {
      const [successTotal, failureTotal] = [Number(totals["converted"]), Number(totals["dropped"])];
      const { ratio } = oddsRatio({ success, failure, successTotal, failureTotal });
      expect(rows.find((row) => row["driver"] === type)).toMatchObject({
        converted_with: success,
        dropped_with: failure,
        odds_ratio: ratio,
      });
    }
  });

  it("refuses what the snapshot does not know, and names what it was most likely meant to be", async () => {
    const near = (steps: unknown[]): Promise<unknown> => world.ask({ steps });
    await expect(near([page, "web/cart_addedd"])).rejects.toThrow("did you mean web/cart_added?");
    await expect(near([page, { channel: "webb" }])).rejects.toThrow("did you mean web?");
    await expect(near([page, { "properties.browzer": "x" }])).rejects.toThrow(
      "did you mean properties.browser?",
    );
    await expect(world.ask({ ...asked, breakdown: "chanel" })).rejects.toThrow("did you mean channel?");
  });
});
