import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Warehouse } from "../../../../pipeline/warehouse/warehouse.ts";

let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await Warehouse.open(":memory:", {
    memory_limit: "256MB",
    threads: 1,
    temp_directory: undefined,
  });
});

afterAll(() => warehouse.close());

const classBits = (classes: readonly number[]): number[] =>
  [...new Set(classes)].map((one) =>
    classes.reduce((bits, other, place) => (other === one ? bits | (1 << place) : bits), 0),
  );

/** `classes`: for each step the class it belongs to; `touchpoints`: for each the classes it fits. */
const lastStep = async (
  classes: readonly number[],
  touchpoints: readonly (readonly number[])[],
  entering: number,
): Promise<unknown> => {
  const bits = touchpoints.map((fitting) =>
    classes.reduce((sum, one, place) => (fitting.includes(one) ? sum | (1 << place) : sum), 0),
  );
  const row = await warehouse.writer.row(
    `select last_step_at_one_instant([${bits.join()}]::bigint[], [${classBits(classes).join()}]::bigint[],
       ${entering}::bigint) as last_step`,
  );
  return row?.["last_step"];
};

/** Every order of the touchpoints and every choice among them is tried. */
const furthest = (
  classes: readonly number[],
  touchpoints: readonly (readonly number[])[],
  entering: number,
): number => {
  const wanted = classes[entering - 1];
  if (wanted === undefined) return entering - 1;
  const ways = touchpoints.flatMap((fitting, place) =>
    fitting.includes(wanted)
      ? [
          furthest(
            classes,
            touchpoints.filter((_, other) => other !== place),
            entering + 1,
          ),
        ]
      : [],
  );
  return Math.max(entering - 1, ...ways);
};

describe("touchpoints of one instant", () => {
  it("take the steps in any order of their own", async () => {
    expect(await lastStep([1, 2, 3], [[3], [1], [2]], 1)).toBe(3);
  });

  it("take one step each", async () => {
    expect(await lastStep([1, 2], [[1, 2]], 1)).toBe(1);
    expect(await lastStep([1, 1, 1], [[1], [1]], 1)).toBe(2);
  });

  it("leave a step to the one that can take no other", async () => {
    expect(await lastStep([1, 2], [[1, 2], [1]], 1)).toBe(2);
  });

  it("begin where the attempt stands", async () => {
    expect(await lastStep([1, 2, 3], [[1], [3], [2]], 2)).toBe(3);
    expect(await lastStep([1, 2, 3], [[1], [3]], 3)).toBe(3);
  });

  it("are many and alike without growing the work beyond bounds", async () => {
    const all = Array.from({ length: 24 }, () => 1);
    expect(
      await lastStep(
        all,
        Array.from({ length: 60 }, () => [1]),
        1,
      ),
    ).toBe(24);
  });

  it("go as far as the best of all choices", async () => {
    const oneClass = fc.integer({ min: 1, max: 3 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(oneClass, { minLength: 1, maxLength: 5 }),
        fc.array(fc.array(oneClass, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 5 }),
        async (classes, touchpoints, entering) => {
          fc.pre(entering <= classes.length);
          expect(await lastStep(classes, touchpoints, entering)).toBe(
            furthest(classes, touchpoints, entering),
          );
        },
      ),
      { numRuns: 150 },
    );
  });
});
