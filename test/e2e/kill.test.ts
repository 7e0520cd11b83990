import { afterAll, beforeAll, describe, test } from "vitest";
import { compileCli } from "../pipeline/cli-process.ts";
import { patience } from "../property/settings.ts";
import { type KillBench, openKillBench } from "./killed-run.ts";

let bench: KillBench;
beforeAll(async () => {
  compileCli();
  bench = await openKillBench();
});
afterAll(() => bench.remove());

// Every point is in kill.long.test.ts; this one is where a half done thing would be seen at once.
describe("a run that is killed, and the next", () => {
  test(
    "after the pointer moved: the snapshot is current, and its successor equal",
    () => bench.killAt("publish-moved", 1, "increment"),
    patience,
  );
});
