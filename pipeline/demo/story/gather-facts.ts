// Gathers what the demo's story tells from the snapshot, the truth and the unstitched counterpart.
import { join } from "node:path";
import type { RunResult } from "../../../models/results.ts";
import type { LoadedConfig } from "../../config.ts";
import { evaluate, evaluateIn } from "../../questions/evaluate.ts";
import { storyFacts } from "../../commands/terminal/story.ts";
import type { World } from "../generate-world.ts";
import type { DemoFacts } from "./demo-story.ts";
import { exampleJourney } from "./example-journey.ts";
import { largestDropOffs } from "./largest-drop-offs.ts";
import { stitchingEffect } from "./stitching-effect.ts";
import { openUnstitchedStore } from "./unstitched-store.ts";

export interface FinishedRun {
  readonly loaded: LoadedConfig;
  readonly folder: string;
  readonly seed: string;
  readonly world: World;
  readonly run: RunResult;
}

const truths = (folder: string): Record<"identifiers" | "events", string> => ({
  identifiers: join(folder, "truth-identifiers.csv"),
  events: join(folder, "truth-events.csv"),
});

type Unstitched = Pick<DemoFacts, "effect" | "eventsUnstitched">;

const unstitched = async ({ loaded, folder, run }: FinishedRun): Promise<Unstitched> => {
  const store = await openUnstitchedStore(loaded, run);
  try {
    return {
      effect: await stitchingEffect(store.writer),
      eventsUnstitched: await evaluateIn(store.writer, loaded, truths(folder).events),
    };
  } finally {
    store.close();
  }
};

const peopleSeen = ({ truth }: World): number => new Set(truth.events.map(({ person }) => person)).size;

/** Everything the story tells, and `polku demo --json` prints. Nobody may have the workspace open. */
export const gatherFacts = async (finished: FinishedRun): Promise<DemoFacts> => {
  const { loaded, folder, seed, world, run } = finished;
  const { touchpoints, anonymous, recognised } = await storyFacts(loaded, run.snapshot_id);
  return {
    seed,
    config: join(folder, "polku.yaml"),
    people: world.people,
    peopleSeen: peopleSeen(world),
    expected: world.expected,
    planted: world.planted,
    run,
    touchpoints: { all: touchpoints, anonymous, recognised },
    identifiers: await evaluate({ config: loaded.file, truth: truths(folder).identifiers }),
    events: await evaluate({ config: loaded.file, truth: truths(folder).events }),
    ...(await unstitched(finished)),
    dropOffs: await largestDropOffs(loaded, run.snapshot_id),
    example: await exampleJourney(loaded, run.snapshot_id),
  };
};
