import * as fc from "fast-check";
import { it } from "vitest";
import { randomWorld } from "../world/random-world.ts";
import { randomDelivery } from "./delivery.ts";
import { refuseUntold } from "./restatement-law.ts";
import { fewWorlds, patience } from "./settings.ts";

it(
  "every figure of the aggregates that a snapshot tells otherwise is told, with both values and a cause",
  () =>
    fc.assert(
      fc.asyncProperty(randomWorld, randomDelivery, (world, delivery) =>
        refuseUntold(world, { ...delivery, runs: 2 }),
      ),
      fewWorlds(1, 41),
    ),
  patience,
);
