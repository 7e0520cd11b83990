import * as fc from "fast-check";
import { describe, it } from "vitest";
import { randomCrowd, tiedCrowd } from "../world/random-world.ts";
import { randomDelivery } from "./delivery.ts";
import { ignoresDelivery, repeatsItself } from "./laws.ts";
import { fewWorlds, patience } from "./settings.ts";

describe("what arrives", () => {
  it(
    "gives the same tables in any order, cut and repetition, and when all is computed again",
    () => fc.assert(fc.asyncProperty(tiedCrowd, randomDelivery, ignoresDelivery), fewWorlds(1, 2)),
    patience,
  );

  it(
    "changes nothing when it is nothing new",
    () => fc.assert(fc.asyncProperty(randomCrowd, repeatsItself), fewWorlds(1, 3)),
    patience,
  );
});
