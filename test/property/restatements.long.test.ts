import * as fc from "fast-check";
import { it } from "vitest";
import { randomWorld } from "../world/random-world.ts";
import { randomDelivery } from "./delivery.ts";
import { refuseUntold } from "./restatement-law.ts";
import { manyWorlds } from "./settings.ts";

it(
  "every figure of the aggregates that a snapshot tells otherwise is told, with both values and a cause",
  () =>
    fc.assert(
      fc.asyncProperty(randomWorld, randomDelivery, (world, delivery) =>
        refuseUntold(world, { ...delivery, runs: 3 }),
      ),
      manyWorlds(40),
    ),
  1_200_000,
);
