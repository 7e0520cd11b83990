import { describe, expect, it } from "vitest";
import { spread } from "../../../../pipeline/stages/land/spread.ts";

async function* numbers(count: number): AsyncGenerator<number> {
  for (let number = 0; number < count; number += 1) yield number;
}

describe("work that is spread", () => {
  it("reaches every item once, one at a time for each worker", async () => {
    const busy = new Set<string>();
    const seen: number[] = [];
    await spread(numbers(20), ["a", "b", "c"], async (item, worker) => {
      expect(busy.has(worker)).toBe(false);
      busy.add(worker);
      await new Promise((resolve) => setTimeout(resolve, item % 3));
      busy.delete(worker);
      seen.push(item);
    });
    expect(seen.toSorted((left, right) => left - right)).toEqual(
      Array.from({ length: 20 }, (_, item) => item),
    );
  });

  it("ends with the first failure, after all that was begun is done", async () => {
    let isDone = false;
    const work = async (item: number): Promise<void> => {
      if (item === 0) throw new RangeError("the first");
      await new Promise((resolve) => setTimeout(resolve, 20));
      isDone = true;
    };
    await expect(spread(numbers(2), ["a", "b"], work)).rejects.toThrow("the first");
    expect(isDone).toBe(true);
  });
});
