import * as fc from "fast-check";
import { describe, it } from "vitest";
import { randomCrowd, tiedCrowd } from "../world/random-world.ts";
import { randomDelivery } from "./delivery.ts";
import { equalsTheOracle, followsChanges, ignoresDelivery } from "./laws.ts";
import { seeded } from "./settings.ts";

const oneHour = 3_600_000;

describe("the result is a function of the evidence, over many worlds", () => {
  it(
    "equals what the contract says, table by table",
    async () => {
      await fc.assert(fc.asyncProperty(randomCrowd, equalsTheOracle), seeded(1000, 11));
    },
    oneHour,
  );

  it(
    "is the same in any order, cut and repetition, and when computed again",
    async () => {
      await fc.assert(fc.asyncProperty(tiedCrowd, randomDelivery, ignoresDelivery), seeded(200, 12));
    },
    oneHour,
  );

  it(
    "follows a changed configuration and an end of data that moves",
    async () => {
      await fc.assert(fc.asyncProperty(randomCrowd, randomCrowd, followsChanges), seeded(200, 14));
    },
    oneHour,
  );
});
