import * as fc from "fast-check";
import { describe, it } from "vitest";
import { randomCrowd, randomWorld, tiedCrowd } from "../world/random-world.ts";
import { randomDelivery } from "./delivery.ts";
import { equalsTheOracle, followsChanges, ignoresDelivery, repeatsItself } from "./laws.ts";
import { manyWorlds } from "./settings.ts";

const hours = 4 * 3_600_000;

describe("over many worlds", () => {
  it(
    "every table is what the contract says of the evidence",
    () => fc.assert(fc.asyncProperty(randomWorld, equalsTheOracle), manyWorlds(1000)),
    hours,
  );

  it(
    "crowds give the same tables in any order, cut and repetition, and when all is computed again",
    () => fc.assert(fc.asyncProperty(tiedCrowd, randomDelivery, ignoresDelivery), manyWorlds(150)),
    hours,
  );

  it(
    "crowds follow a changed configuration and an end of data that moves",
    () => fc.assert(fc.asyncProperty(randomCrowd, randomCrowd, followsChanges), manyWorlds(150)),
    hours,
  );

  it(
    "crowds change nothing when they are nothing new",
    () => fc.assert(fc.asyncProperty(randomCrowd, repeatsItself), manyWorlds(30)),
    hours,
  );
});
