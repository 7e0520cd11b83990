import { describe, expect, it } from "vitest";
import { MacroBench } from "./macro-bench.ts";

const bench = new MacroBench();

const read = (texts: readonly string[]): Promise<unknown[]> => bench.each("parse_amount(given)", texts);

describe("parse_amount", () => {
  it("reads amounts exactly, with a point or a comma", async () => {
    const texts = [
      "12.5",
      "12,50",
      "12,5",
      "-0.01",
      "+3",
      " 7 ",
      "0",
      "9999999999999999.99",
      "12.499999999999998",
    ];
    const amounts = [
      "12.50",
      "12.50",
      "12.50",
      "-0.01",
      "3.00",
      "7.00",
      "0.00",
      "9999999999999999.99",
      "12.50",
    ];
    expect(await read(texts)).toEqual(amounts);
  });

  it("refuses what could be another amount, or none", async () => {
    const texts = [
      "1,234",
      "1.234,50",
      "1,234.50",
      "1 000",
      "1_000",
      "1e3",
      "€5",
      "5 EUR",
      "",
      ".5",
      "5.",
      "nan",
      "inf",
    ];
    const huge = ["99999999999999999", "12345678901234567890"];
    expect(await read([...texts, ...huge])).toEqual([...texts, ...huge].map(() => null));
  });
});
