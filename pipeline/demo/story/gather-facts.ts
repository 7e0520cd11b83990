// Gathers what the demo's story tells from the snapshot, the truth and the unstitched counterpart.
import { join } from "node:path";
import type { RunResult } from "../../../models/results.ts";
import type { LoadedConfig } from "../../config.ts";
import type { World } from "../generate-world.ts";
import type { DemoFacts } from "./demo-story.ts";
import { exampleJourney } from "./example-journey.ts";
import { largestDropOffs } from "./largest-drop-offs.ts";
import { stitchingEffect } from "./stitching-effect.ts";
import { unstitchedPairs } from "./unstitched-pairs.ts";
import { openUnstitchedStore } from "./unstitched-store.ts";

export interface FinishedRun {
  readonly loaded: LoadedConfig;
  readonly folder: string;
  readonly seed: string;
  readonly world: World;
  readonly run: RunResult;
}

type UnstitchedFacts = Pick<DemoFacts, "effect" | "eventsUnstitched">;

const unstitchedFacts = async ({ loaded, folder, run }: FinishedRun): Promise<UnstitchedFacts> => {
  const store = await openUnstitchedStore(loaded, run);
  try {
    return {
      effect: await stitchingEffect(store.writer),
      eventsUnstitched: await unstitchedPairs(store.writer, join(folder, "truth-events.csv")),
    };
  } finally {
    store.close();
  }
};

/** Everything the story tells, and `polku demo --json` prints. Nobody may have the workspace open. */
export const gatherFacts = async (finished: FinishedRun): Promise<DemoFacts> => {
  const { loaded, folder, seed, world, run } = finished;
  const example = await exampleJourney(loaded, run.snapshot_id);
  const nothing = {
    identifiers: 0,
    true_pairs: 0,
    predicted_pairs: 0,
    correct_pairs: 0,
    precision: null,
    recall: null,
    f1: null,
    over_merged: [],
    under_merged: [],
  };
  return {
    seed,
    people: world.people,
    expected: world.expected,
    planted: world.planted,
    run,
    identifiers: nothing,
    events: nothing,
    ...(await unstitchedFacts(finished)),
    dropOffs: await largestDropOffs(loaded, run.snapshot_id),
    example,
    evidence: null,
    command: (name) => `node dist/pipeline/cli.js ${name} --config ${join(folder, "polku.yaml")}`,
  };
};
