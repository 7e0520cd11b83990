import * as fc from "fast-check";
import { afterAll, beforeAll, describe, it } from "vitest";
import { policyNames } from "../../../models/config.ts";
import { randomWorld } from "../../world/random-world.ts";
import { IdentityStore } from "../stages/identity-store.ts";
import { deliveries, equalsTheOracleAtEachStep } from "../stages/resolve-worlds.ts";
import { isAFunctionOfTheEvidence } from "../stages/resolve/policy-worlds.ts";

let store: IdentityStore;
beforeAll(async () => {
  store = await IdentityStore.open();
});
afterAll(() => store.close());

describe.each(policyNames)("the %s policy, on many worlds", (policy) => {
  it("is a function of the evidence", () =>
    isAFunctionOfTheEvidence(store, policy, { batches: 40, worlds: 25 }));

  it("says of mixed worlds, with late and lost events, what the oracle says", () =>
    fc.assert(
      fc.asyncProperty(randomWorld, deliveries, (world, steps) => {
        const identity = { ...(world.settings["identity"] as Readonly<Record<string, unknown>>), policy };
        return equalsTheOracleAtEachStep(
          store,
          { ...world, settings: { ...world.settings, identity } },
          steps,
        );
      }),
      { numRuns: 100 },
    ));
});
