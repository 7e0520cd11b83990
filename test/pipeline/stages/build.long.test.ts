import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { audit } from "../../../pipeline/stages/audit.ts";
import { oracleOfShoppers } from "../../world/oracle-of-shoppers.ts";
import { randomAnalyses, randomShoppers } from "../../world/random-shoppers.ts";
import { moment, ShopperStore, shopperConfig } from "../../world/shopper-store.ts";
import { differingMarts, expectOracle } from "./build-laws.ts";

const ends = fc.constantFrom("01-01 10:30", "01-02 10:00", "01-31 10:00", "02-15 00:00", "12-31 00:00");

describe("on many random shoppers, build", () => {
  it("gives every table the oracle gives, and breaks no law", async () => {
    await fc.assert(
      fc.asyncProperty(randomShoppers, randomAnalyses, ends, async (shoppers, analysis, end) => {
        const config = shopperConfig(analysis);
        const store = await ShopperStore.built(shoppers, end, config);
        try {
          await expectOracle(store, oracleOfShoppers(shoppers, config, moment(end)));
          const broken = (await audit(store.context)).filter(
            ({ severity, rows }) => severity === "stop" && rows > 0,
          );
          expect(broken).toEqual([]);
        } finally {
          store.close();
        }
      }),
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
