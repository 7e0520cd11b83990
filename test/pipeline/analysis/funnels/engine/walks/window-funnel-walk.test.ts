import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findAttempts } from "../../../../../../pipeline/analysis/funnels/engine/find-attempts.ts";
import type { WindowFunnelMode } from "../../../../../../models/analyses/funnel-definition.ts";
import type { PlainRow } from "../../../../../oracle/analyses/funnel-attempts.ts";
import { funnelPlan, funnelRows } from "../funnel-columns.ts";

const levelOf = (
  rows: readonly PlainRow[],
  steps: number,
  modes: readonly WindowFunnelMode[],
  windowMicros = 100,
): number => {
  const plan = funnelPlan(steps, { modes, windowMicros, entry: "first" });
  return findAttempts(funnelRows([rows]), plan, { dataEnd: 1000 }).level[0] ?? 0;
};

/** One touchpoint a second; letter k of the alphabet fits step k, a dot none. */
const letters = (text: string): PlainRow[] =>
  text.split("").map((letter, time) => ({ time, fits: letter === "." ? [] : [letter.charCodeAt(0) - 97] }));

/** The longest chain in ascending time, within the window of its first; a row may serve several steps or only one. */
const longest = (rows: readonly PlainRow[], steps: number, windowMicros: number, isOnce: boolean): number => {
  const goOn = (used: readonly number[]): number => {
    const [first, last] = [rows[used[0] ?? 0], rows[used.at(-1) ?? 0]];
    const next = rows.flatMap(({ time, fits }, row) => {
      const isFree = !isOnce || !used.includes(row);
      const isTimely = time >= (last?.time ?? 0) && time <= (first?.time ?? 0) + windowMicros;
      return isFree && isTimely && fits.includes(used.length) && used.length < steps ? [row] : [];
    });
    return Math.max(used.length, ...next.map((row) => goOn([...used, row])));
  };
  return Math.max(0, ...rows.flatMap(({ fits }, row) => (fits.includes(0) ? [goOn([row])] : [])));
};

describe("the walk of windowFunnel", () => {
  it("lets a strict order be broken by anything that fits no step, once it has begun", () => {
    expect(levelOf(letters("..ab.c"), 3, ["strict_order"])).toBe(2);
    expect(levelOf(letters("ab.c"), 3, [])).toBe(3);
  });

  it("lets a strict order be broken by a first step after the second, unless reentry is allowed", () => {
    expect(levelOf(letters("aabac"), 3, ["strict_order"])).toBe(2);
    expect(levelOf(letters("aabac"), 3, ["strict_order", "allow_reentry"])).toBe(3);
  });

  it("stops at a repeated step where repetitions are not allowed", () => {
    expect(levelOf(letters("abbc"), 3, ["strict_deduplication"])).toBe(2);
  });

  it("wants later times where times must increase", () => {
    const rows = [0, 1, 2].map((step) => ({ time: 5, fits: [step] }));
    expect([levelOf(rows, 3, []), levelOf(rows, 3, ["strict_increase"])]).toEqual([3, 1]);
  });

  it("finds the longest chain there is, where a touchpoint may serve several steps or only one", () => {
    const row = fc.record({
      time: fc.integer({ min: 0, max: 6 }),
      fits: fc.uniqueArray(fc.integer({ min: 0, max: 3 }), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 6 }),
        fc.integer({ min: 0, max: 5 }),
        fc.boolean(),
        (drawn, window, isOnce) => {
          const rows = drawn.toSorted((left, right) => left.time - right.time);
          expect(levelOf(rows, 4, isOnce ? ["strict_once"] : [], window)).toBe(
            longest(rows, 4, window, isOnce),
          );
        },
      ),
      { seed: 3, numRuns: 600 },
    );
  });
});
