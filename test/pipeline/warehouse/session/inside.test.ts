import { createHook } from "node:async_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { isInside, runInside } from "../../../../pipeline/warehouse/session/inside.ts";
import { Warehouse } from "../../../../pipeline/warehouse/warehouse.ts";

const [first, second] = [Symbol("first"), Symbol("second")];

describe("work", () => {
  it("is told from what runs beside it, over every await", async () => {
    const inside = runInside(first, async () => {
      await sleep(1);
      return [isInside(first), isInside(second)];
    });
    expect(await Promise.all([inside, sleep(1).then(() => isInside(first))])).toEqual([[true, false], false]);
  });

  it("inside of another's is inside of both, and afterwards of the outer one alone", async () => {
    await runInside(first, async () => {
      await runInside(second, async () => {
        expect([isInside(first), isInside(second)]).toEqual([true, true]);
      });
      expect([isInside(first), isInside(second)]).toEqual([true, false]);
    });
    expect(isInside(first)).toBe(false);
  });

  it("that is over is inside of what it set going, and forgotten by the work that follows from it", async () => {
    let later: Promise<readonly boolean[]> | undefined;
    await runInside(first, async () => {
      later = sleep(2).then(async () => {
        const before = isInside(first);
        return [before, await runInside(second, async () => isInside(first))];
      });
    });
    expect(await later).toEqual([true, false]);
  });
});

/** How many storages a promise carries along. */
const keysOfPromise = async (): Promise<number> => {
  const resources: object[] = [];
  const hook = createHook({
    init: (_id, type, _trigger, resource) => type === "PROMISE" && resources.push(resource),
  });
  hook.enable();
  await runInside(first, async () => sleep(0));
  hook.disable();
  return Math.max(...resources.map((resource) => Object.getOwnPropertySymbols(resource).length));
};

it("however many sessions are in transactions, a promise carries along no more than with one", async () => {
  const warehouse = await Warehouse.open(":memory:", {
    memory_limit: "256MB",
    threads: 1,
    temp_directory: undefined,
  });
  const alone = await warehouse.writer.transaction(keysOfPromise);
  const held = await Promise.all(Array.from({ length: 20 }, () => warehouse.session()));
  const nested = held.reduceRight<() => Promise<number>>(
    (inner, session) => () => session.transaction(inner),
    keysOfPromise,
  );
  expect(await warehouse.writer.transaction(nested)).toBe(alone);
  for (const session of held) session.close();
  warehouse.close();
});
