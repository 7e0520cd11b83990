import { afterAll, beforeAll, describe, it, test } from "vitest";
import { runFaultPoints, streamFaultPoints } from "../../../pipeline/fault-point.ts";
import { compileCli } from "../../pipeline/cli-process.ts";
import { type KillBench, openKillBench } from "./kill-bench.ts";
import type { StreamProcess } from "./stream-process.ts";

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

const points = [...runFaultPoints, ...streamFaultPoints].filter((point) => !elsewhere.includes(point));

describe("a stream that is killed", () => {
  test.each(points)(
    "at %s loses nothing and tells nothing twice",
    (point) => bench.survives({ faultAt: `${point}:2`, batch: 10, restMilliseconds: 20 }),
    180_000,
  );

  it("at any moment, over and over, loses nothing and tells nothing twice", async () => {
    let kills = 0;
    const disturb = ({ child }: StreamProcess): void => {
      // Numbers that look like chance and are the same every time.
      const milliseconds = (kills * 7919) % 2500;
      kills += 1;
      if (kills <= 200) setTimeout(() => child.kill("SIGKILL"), milliseconds);
    };
    await bench.survives({ disturb, batch: 3, restMilliseconds: 400 });
  }, 1_800_000);
});
