// Paths: what people did one after the other. A definition → rows, out of one snapshot.
import { type PathsDefinition, pathsDefinition } from "../../models/analyses/paths-definition.ts";
import type { AnalysisKind, Answer } from "./analysis-kind.ts";
import { pathsPictures } from "../pictures/paths-pictures.ts";
import { edgeRows } from "./paths/edge-rows.ts";
import { countEdges } from "./paths/edges.ts";
import { type PathSteps, pathSteps } from "./paths/path-steps.ts";

const distinct = (sorted: Int32Array): number => {
  let found = 0;
  for (let index = 0; index < sorted.length; index += 1) {
    if (index === 0 || sorted[index] !== sorted[index - 1]) found += 1;
  }
  return found;
};

const edgeColumns = ["from_step", "from_label", "to_step", "to_label"];
const graphColumns = ["from_label", "to_label"];
const measures = ["transitions", "profiles", "mean_seconds", "median_seconds", "p90_seconds"];

const edges = (steps: PathSteps, definition: PathsDefinition): Answer => {
  const { labels, runs, shown, touchpoints } = steps;
  const hasPositions = definition.show === "edges";
  const { table, base } = countEdges(runs, shown, touchpoints.at, {
    labels: labels.length,
    hasPositions,
    hasEnds: definition.ends,
    isToLast: definition.seconds_to === "last",
  });
  const persons = Int32Array.from(shown.run, (run) => runs.person[run] ?? 0);
  return {
    columns: [...(hasPositions ? edgeColumns : graphColumns), ...measures],
    rows: edgeRows({ table, base, labels }, definition, hasPositions),
    totals: {
      paths: shown.paths,
      profiles: distinct(persons),
      steps: shown.step.length,
      transitions: table.total,
      edges: table.edges,
    },
  };
};

export const pathsKind: AnalysisKind<PathsDefinition> = {
  name: "paths",
  schema: pathsDefinition,
  keys: Object.keys(pathsDefinition.shape),
  named: ({ paths, journeys }) => [
    ...paths.definitions,
    ...journeys.map(({ name }) => pathsDefinition.parse({ name, journey: name })),
  ],
  answer: async (source, definition) => edges(await pathSteps(source, definition), definition),
  pictures: pathsPictures,
  explain: () => ({ method: [], sql: [], trace: [] }),
};
