// The demo from end to end: makes a world, walks it through polku, holds the result against the truth, tells it.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { loadConfig } from "../config.ts";
import type { StageReporter } from "../run/run-context.ts";
import { run } from "../run.ts";
import { packageRoot } from "../warehouse/sql-text.ts";
import { type DemoFile, writeDemoFolder } from "./demo-folder.ts";
import { generateWorld, type World } from "./generate-world.ts";
import { type DemoFacts, demoStory } from "./story/demo-story.ts";
import { gatherFacts } from "./story/gather-facts.ts";
import { truthFiles } from "./truth-files.ts";
import { isoTime, worldEnd } from "./world/calendar.ts";

export interface DemoOptions {
  /** Where everything is written; a new or empty folder, or one of an earlier demo. */
  readonly folder: string;
  readonly seed?: string;
  readonly people?: number;
  /** Told how far the run is. */
  readonly reporter?: StageReporter;
}

export interface DemoResult {
  /** The configuration to go on with. */
  readonly config: string;
  readonly facts: DemoFacts;
  /** The facts as text of 100 columns. */
  readonly story: string;
  /** Files of an earlier demo that somebody had changed, under the names they have now. */
  readonly kept: readonly string[];
}

const compress = promisify(gzip);

/** A real secret is made by the first run. This one is no secret: it makes the demo's ids the same everywhere. */
const demoSecret = "the demo's secret is known to everybody";

const dataFiles = (world: World): Promise<DemoFile[]> =>
  Promise.all(
    world.files.map(async ({ path, text, isCompressed }) => ({
      path: `data/${path}`,
      content: isCompressed ? await compress(text) : text,
    })),
  );

/**
 * Writes the world into the folder, runs polku over it and gathers the story. Nothing but what an earlier demo made
 * is removed. Throws PolkuError: usage where the folder is not a demo's, and whatever a run throws.
 */
export const runDemo = async (options: DemoOptions): Promise<DemoResult> => {
  const { folder, seed = "polku", people = 2500, reporter } = options;
  const world = generateWorld(seed, people);
  const kept = await writeDemoFolder(folder, [
    ...(await dataFiles(world)),
    ...truthFiles(world),
    { path: "polku.yaml", content: await readFile(join(packageRoot, "examples/demo/polku.yaml"), "utf8") },
    { path: "polku.secret", content: demoSecret },
  ]);
  const config = join(folder, "polku.yaml");
  const dataEnd = isoTime(worldEnd);
  const result = await run({ config, dataEnd, ...(reporter === undefined ? {} : { reporter }) });
  const facts = await gatherFacts({ loaded: await loadConfig(config), folder, seed, world, run: result });
  return { config, facts, story: demoStory(facts), kept };
};
