import * as fc from "fast-check";
import { describe, it } from "vitest";
import { randomWorld, tiedWorld } from "../world/random-world.ts";
import { randomDelivery } from "./delivery.ts";
import { equalsTheOracle, followsChanges, ignoresDelivery, repeatsItself } from "./laws.ts";
import { seeded } from "./settings.ts";

describe("the result is a function of the evidence", () => {
  it("equals what the contract says, table by table", async () => {
    await fc.assert(fc.asyncProperty(randomWorld, equalsTheOracle), seeded(25, 1));
  });

  it("is the same in any order, cut and repetition, and when computed again", async () => {
    await fc.assert(fc.asyncProperty(tiedWorld, randomDelivery, ignoresDelivery), seeded(8, 2));
  });

  it("stays as it is when nothing is new", async () => {
    await fc.assert(fc.asyncProperty(randomWorld, repeatsItself), seeded(3, 3));
  });

  it("follows a changed configuration and an end of data that moves", async () => {
    await fc.assert(fc.asyncProperty(randomWorld, randomWorld, followsChanges), seeded(5, 4));
  });
});
