import * as fc from "fast-check";
import { afterAll, beforeAll, describe, it } from "vitest";
import { randomWorld } from "../../world/random-world.ts";
import { IdentityStore } from "./identity-store.ts";
import {
  deliveries,
  equalsTheOracleAtEachStep,
  equalsTheOracleAtOnce,
  talkative,
  talkativeDeliveries,
} from "./resolve-worlds.ts";

let store: IdentityStore;
beforeAll(async () => {
  store = await IdentityStore.open();
});
afterAll(() => store.close());

describe("resolve, on many worlds", () => {
  it("says what the oracle says", async () => {
    await fc.assert(
      fc.asyncProperty(randomWorld, (world) => equalsTheOracleAtOnce(store, world)),
      { numRuns: 300 },
    );
  });

  it("says the same in any cut into increments, and keeps the law of ids", async () => {
    await fc.assert(
      fc.asyncProperty(randomWorld, deliveries, (world, steps) =>
        equalsTheOracleAtEachStep(store, world, steps),
      ),
      { numRuns: 200 },
    );
  });

  it("says the same of people's statements between the records", async () => {
    await fc.assert(
      fc.asyncProperty(randomWorld, talkativeDeliveries, (world, steps) =>
        equalsTheOracleAtEachStep(store, talkative(world), steps),
      ),
      { numRuns: 300 },
    );
  });
});
