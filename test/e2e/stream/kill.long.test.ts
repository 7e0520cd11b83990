import { afterAll, beforeAll, describe, it, test } from "vitest";
import { type FaultPoint, runFaultPoints, streamFaultPoints } from "../../../pipeline/fault-point.ts";
import { compileCli } from "../../pipeline/cli-process.ts";
import { type KillBench, openKillBench } from "./kill-bench.ts";

let bench: KillBench;
beforeAll(async () => {
  compileCli();
  bench = await openKillBench(1200);
}, 120_000);
afterAll(() => bench.remove());

/** What only reading files and statements pass. */
const elsewhere = [
  "land-staged",
  "deduplicate-committed",
  "statements-added",
  "resolve-committed",
  "publish-pruned",
];

/** A segment goes when a snapshot has passed it. */
const calls: Partial<Record<FaultPoint, number>> = { "journal-removed": 1 };

const points = [...runFaultPoints, ...streamFaultPoints].filter((point) => !elsewhere.includes(point));

describe("a stream that is killed", () => {
  test.each(points)(
    "at %s loses nothing and tells nothing twice",
    (point) => bench.survives({ faultAt: `${point}:${calls[point] ?? 2}`, batch: 10, restMilliseconds: 20 }),
    180_000,
  );

  it("at any moment, over and over, loses nothing and tells nothing twice", async () => {
    await bench.survives({ atRandom: 200, batch: 3, restMilliseconds: 200 });
  }, 1_800_000);
});
