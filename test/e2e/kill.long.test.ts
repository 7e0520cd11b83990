import { afterAll, beforeAll, describe, test } from "vitest";
import { type FaultPoint, runFaultPoints } from "../../pipeline/fault-point.ts";
import { compileCli } from "../pipeline/cli-process.ts";
import { type KillBench, openKillBench } from "./killed-run.ts";

let bench: KillBench;
beforeAll(async () => {
  compileCli();
  bench = await openKillBench();
});
afterAll(() => bench.remove());

/** At points that are passed often, a call in their midst. */
const calls: Partial<Record<FaultPoint, number>> = { "build-model": 12, audit: 20, "publish-file": 7 };

describe.each(["first run", "increment"] as const)("%s killed, and the next", (start) => {
  // A first run has no earlier snapshot to remove.
  const points = runFaultPoints.filter((point) => start === "increment" || point !== "publish-pruned");
  test.each(points)("at %s gives what an undisturbed run gives", (point) =>
    bench.killAt(point, calls[point] ?? 1, start),
  );
});
