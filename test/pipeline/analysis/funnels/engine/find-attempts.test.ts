import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Attempts } from "../../../../../pipeline/analysis/funnels/engine/attempts.ts";
import { findAttempts } from "../../../../../pipeline/analysis/funnels/engine/find-attempts.ts";
import type { FunnelPlan } from "../../../../../pipeline/analysis/funnels/engine/plan.ts";
import {
  type PlainAttempt,
  plainAttempts,
  type PlainRow,
} from "../../../../oracle/analyses/funnel-attempts.ts";
import { funnelPlan, funnelRows } from "./funnel-columns.ts";

const worlds = process.env["POLKU_TEST"] === "all" ? 20_000 : 600;

/** Attempts as the oracle writes them, with the times of their steps where ties leave the rows open. */
const plain = (attempts: Attempts, unit: number): PlainAttempt[] =>
  [...attempts.unit.keys()]
    .filter((at) => attempts.unit[at] === unit)
    .map((at) => ({
      chain: [...attempts.rows.subarray(attempts.offset[at], attempts.offset[at + 1])].map((row) =>
        row === -1 ? null : row,
      ),
      isOpen: attempts.isOpen[at] === 1,
      period: attempts.period[at] ?? 0,
    }));

const timed = (attempts: readonly PlainAttempt[], rows: readonly PlainRow[]): unknown[] =>
  attempts.map(({ chain, ...rest }) => ({
    ...rest,
    chain: chain.map((row) => (row === null ? null : rows[row]?.time)),
  }));

const rowOf = (bits: number): fc.Arbitrary<PlainRow> =>
  fc.record({
    time: fc.integer({ min: 0, max: 12 }),
    fits: fc.oneof(
      fc.integer({ min: 0, max: bits - 1 }).map((bit) => [bit]),
      fc.uniqueArray(fc.integer({ min: 0, max: bits - 1 }), { maxLength: 3 }),
    ),
  });

const world = (
  shape: fc.Arbitrary<Partial<FunnelPlan>>,
): fc.Arbitrary<[FunnelPlan, PlainRow[], number, number[]]> =>
  fc
    .tuple(shape, fc.integer({ min: 2, max: 4 }), fc.integer({ min: 0, max: 8 }))
    .map(([given, steps, windowMicros]) => funnelPlan(steps, { windowMicros, ...given }))
    .chain((plan) =>
      fc.tuple(
        fc.constant(plan),
        fc
          .array(rowOf(plan.steps + plan.exclusions.length), { maxLength: 7 })
          .map((rows) => rows.toSorted((left, right) => left.time - right.time)),
        fc.integer({ min: 5, max: 20 }),
        fc.constantFrom([], [0, 3, 6, 9]),
      ),
    );

const agree = (shape: fc.Arbitrary<Partial<FunnelPlan>>): void =>
  fc.assert(
    fc.property(world(shape), ([plan, rows, dataEnd, periods]) => {
      const options = { dataEnd, ...(periods.length === 0 ? {} : { periods: Float64Array.from(periods) }) };
      const found = findAttempts(funnelRows([rows]), plan, options);
      expect(timed(plain(found, 0), rows)).toEqual(
        timed(plainAttempts(rows, plan, { dataEnd, periods }), rows),
      );
    }),
    { seed: 5, numRuns: worlds },
  );

const exclusions = fc.constantFrom<FunnelPlan["exclusions"]>([], [], [{ from: 0, to: 1 }]);
const choices = {
  entry: fc.constantFrom<FunnelPlan["entry"]>("first", "latest", "best", "best"),
  counts: fc.constantFrom<FunnelPlan["counts"]>("people", "people", "totals"),
  onExclusion: fc.constantFrom<FunnelPlan["onExclusion"]>("remove", "stop"),
};

describe("the attempts that one pass finds", () => {
  it("are those of trying every choice, in the order of rows", () => {
    agree(fc.record({ ...choices, exclusions, ties: fc.constantFrom<FunnelPlan["ties"]>("order", "later") }));
  });

  it("are those of trying every choice, where steps may be left out", () => {
    const isOptional = fc.constantFrom([false, true, false], [false, true, true, false]);
    agree(
      fc
        .record({ ...choices, isOptional, ties: fc.constantFrom<FunnelPlan["ties"]>("order", "convert") })
        .map((given) => ({ ...given, steps: given.isOptional.length })),
    );
  });

  it("are those of trying every choice, where touchpoints of one instant or nearly may stand in any order", () => {
    agree(
      fc.record({
        ...choices,
        exclusions,
        ties: fc.constant("convert" as const),
        graceMicros: fc.integer({ min: 0, max: 2 }),
      }),
    );
  });

  it("are those of trying every choice, where the window is measured from the step before", () => {
    agree(
      fc.record({
        ...choices,
        exclusions,
        windowFrom: fc.constant("step" as const),
        windowMicros: fc.integer({ min: 0, max: 4 }),
        ties: fc.constantFrom<FunnelPlan["ties"]>("order", "later"),
      }),
    );
  });

  it("are those of trying every choice, where nothing may come between", () => {
    agree(
      fc.record({
        ...choices,
        exclusions,
        order: fc.constant("strict" as const),
        windowFrom: fc.constantFrom<FunnelPlan["windowFrom"]>("entry", "step"),
      }),
    );
  });

  it("are those of trying every choice, in no order at all", () => {
    agree(
      fc
        .record({
          ...choices,
          order: fc.constant("unordered" as const),
          excluded: fc.boolean(),
          steps: fc.integer({ min: 2, max: 4 }),
        })
        .map(({ excluded, steps, ...given }) => ({
          ...given,
          steps,
          exclusions: excluded ? [{ from: 0, to: steps - 1 }] : [],
        })),
    );
  });

  it.each<[string, Partial<FunnelPlan>]>([
    ["in order", {}],
    ["with an exclusion", { exclusions: [{ from: 0, to: 2 }] }],
    ["in any order of an instant", { ties: "convert" }],
    ["by windows from step to step", { windowFrom: "step" }],
    ["unordered", { order: "unordered" }],
    ["one attempt after the other", { counts: "totals" }],
    ["as windowFunnel", { modes: ["strict_once"], entry: "first" }],
  ])("are found for one person with 100,000 touchpoints, %s", (_what, given) => {
    const rows = Array.from({ length: 100_000 }, (_, row) => ({ time: row >> 1, fits: [row % 2] }));
    const found = findAttempts(funnelRows([rows]), funnelPlan(12, { windowMicros: 50, ...given }), {
      dataEnd: 1,
    });
    expect(found.level[0]).toBe(2);
    expect(found.count).toBe(given.counts === "totals" ? 981 : 1);
  });

  it("are none where there is nobody", () => {
    const nobody = { ...funnelRows([]), unitStarts: Int32Array.of(0) };
    expect(findAttempts(nobody, funnelPlan(3), { dataEnd: 1 }).count).toBe(0);
  });

  it("may be of fifty steps", () => {
    const rows = Array.from({ length: 50 }, (_, row) => ({ time: row, fits: [row] }));
    const found = findAttempts(funnelRows([rows]), funnelPlan(50, { windowMicros: 50 }), { dataEnd: 1 });
    expect([...found.level]).toEqual([50]);
  });
});
