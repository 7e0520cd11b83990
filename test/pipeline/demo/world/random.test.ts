import { describe, expect, it } from "vitest";
import { probabilities, purchaseIntervalDays } from "../../../../pipeline/demo/figures.ts";
import { Random } from "../../../../pipeline/demo/world/random.ts";

const many = <Value>(count: number, draw: () => Value): Value[] => Array.from({ length: count }, draw);

const share = (values: readonly number[], limit: number): number =>
  values.filter((value) => value <= limit).length / values.length;

describe("Random", () => {
  it("gives the same numbers for the same names, on every machine", () => {
    const random = new Random("polku", "test", 1);
    const drawn = [random.integer(0, 1000), random.hex(8), random.digits(4), random.next()];
    expect(drawn).toEqual([159, "59fc4240", "8360", 0.12888703867793083]);
  });

  it("gives other numbers for other names", () => {
    expect(new Random("polku", "a").hex(32)).not.toBe(new Random("polku", "b").hex(32));
  });

  it("draws a measured distribution at its measured points", () => {
    const random = new Random("polku", "quantiles");
    const drawn = many(20_000, () => random.draw(purchaseIntervalDays));
    for (const [place, probability] of probabilities.entries()) {
      if (probability === 0 || probability >= 0.99) continue;
      expect(share(drawn, purchaseIntervalDays.values[place] ?? 0)).toBeCloseTo(probability, 1.7);
    }
  });

  it("keeps the last hundredth at its lower end", () => {
    const random = new Random("polku", "tail");
    const highest = Math.max(...many(20_000, () => random.draw(purchaseIntervalDays)));
    expect(highest).toBe(purchaseIntervalDays.values.at(-2));
  });

  it("draws an index in proportion to its weight", () => {
    const random = new Random("polku", "weights");
    const drawn = many(20_000, () => random.index([1, 0, 3]));
    expect(drawn).not.toContain(1);
    expect(share(drawn, 0)).toBeCloseTo(0.25, 1.7);
  });
});
