import * as fc from "fast-check";
import { describe, it } from "vitest";
import { randomCrowd, tiedCrowd } from "../world/random-world.ts";
import { randomDelivery } from "./delivery.ts";
import { equalsTheOracle, followsChanges, ignoresDelivery, repeatsItself } from "./laws.ts";
import { seeded } from "./settings.ts";

describe("the result is a function of the evidence", () => {
  it("equals what the contract says, table by table", async () => {
    await fc.assert(fc.asyncProperty(randomCrowd, equalsTheOracle), seeded(25, 1));
  });

  it("is the same in any order, cut and repetition, and when computed again", async () => {
    await fc.assert(fc.asyncProperty(tiedCrowd, randomDelivery, ignoresDelivery), seeded(8, 2));
  });

  it("stays as it is when nothing is new", async () => {
    await fc.assert(fc.asyncProperty(randomCrowd, repeatsItself), seeded(3, 3));
  });

  it("follows a changed configuration and an end of data that moves", async () => {
    await fc.assert(fc.asyncProperty(randomCrowd, randomCrowd, followsChanges), seeded(5, 4));
  });
});
