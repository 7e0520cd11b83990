import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomAnalyses, randomShoppers } from "../../world/random-shoppers.ts";
import { shopperConfig } from "../../world/shopper-store.ts";
import { differingMarts, expectLawful } from "./build-laws.ts";

const ends = fc.constantFrom("01-01 10:30", "01-02 10:00", "01-31 10:00", "02-15 00:00", "12-31 00:00");

describe("on many random shoppers, build", () => {
  it("gives every table the oracle gives, and breaks no law", async () => {
    await fc.assert(
      fc.asyncProperty(randomShoppers, randomAnalyses, ends, (shoppers, analysis, end) =>
        expectLawful(shoppers, shopperConfig(analysis), end),
      ),
      { numRuns: 300 },
    );
  });

  it("gives the same for dirty profiles as for all", async () => {
    const several = fc.array(ends, { minLength: 2, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(randomShoppers, randomAnalyses, several, async (shoppers, analysis, dataEnds) => {
        expect(await differingMarts(shoppers, shopperConfig(analysis), dataEnds)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});
