import * as fc from "fast-check";
import { describe, it } from "vitest";
import { randomCrowd } from "../world/random-world.ts";
import { equalsTheOracle, followsChanges } from "./laws.ts";
import { fewWorlds, patience } from "./settings.ts";

describe("every table", () => {
  it(
    "is what the contract says of the evidence",
    () => fc.assert(fc.asyncProperty(randomCrowd, equalsTheOracle), fewWorlds(1, 1)),
    patience,
  );

  it(
    "follows a changed configuration and an end of data that moves",
    () => fc.assert(fc.asyncProperty(randomCrowd, randomCrowd, followsChanges), fewWorlds(1, 4)),
    patience,
  );
});
