import * as fc from "fast-check";
import { describe, it } from "vitest";
import { tiedCrowd } from "../world/random-world.ts";
import { randomDelivery } from "./delivery.ts";
import { ignoresDelivery } from "./laws.ts";
import { fewWorlds, patience } from "./settings.ts";

describe("what arrives", () => {
  it(
    "gives the same tables in any order, cut and repetition, and when all is computed again",
    () => fc.assert(fc.asyncProperty(tiedCrowd, randomDelivery, ignoresDelivery), fewWorlds(1, 2)),
    patience,
  );
});
