// Paths: what people did one after the other. A definition → rows, out of one snapshot.
import type { AnalysisRow } from "../../models/analyses/analysis-result.ts";
import { type PathsDefinition, pathsDefinition, pathsKeys } from "../../models/analyses/paths-definition.ts";
import { PolkuError } from "../../models/errors.ts";
import type { AnalysisKind, Answer } from "./analysis-kind.ts";
import { pathsPictures } from "../pictures/answers/paths-pictures.ts";
import { edgeRows } from "./paths/edges/edge-rows.ts";
import type { EdgeTable } from "./paths/edges/edge-table.ts";
import { countEdges } from "./paths/edges/count-edges.ts";
import { explainPaths } from "./paths/explain-paths.ts";
import { matrixCodes, matrixRows, mostMatrixLabels } from "./paths/matrix.ts";
import { type NextSteps, nextSteps } from "./paths/next-steps.ts";
import { pathPeople, peopleColumns } from "./paths/path-people.ts";
import { type PathSteps, pathSteps } from "./paths/path-steps.ts";
import { sequenceRows } from "./paths/sequences.ts";
import { pointList } from "./source/points.ts";

const shownSequences = 100;

const distinct = (sorted: Int32Array): number => {
  let found = 0;
  for (let index = 0; index < sorted.length; index += 1) {
    if (index === 0 || sorted[index] !== sorted[index - 1]) found += 1;
  }
  return found;
};

const totalsOf = ({ runs, shown }: PathSteps): Record<string, number> => ({
  paths: shown.paths,
  profiles: distinct(shown.run.map((run) => runs.person[run] ?? 0)),
  steps: shown.step.length,
});

const edgeTotals = (steps: PathSteps, table: EdgeTable): Answer["totals"] => ({
  ...totalsOf(steps),
  transitions: table.total,
  edges: table.edges,
});

const times = ["mean_seconds", "median_seconds", "p90_seconds"];

const edges = (steps: PathSteps, definition: PathsDefinition): Answer => {
  const { labels, runs, shown, touchpoints } = steps;
  const hasPositions = definition.show === "edges";
  const { table, base } = countEdges(runs, shown, touchpoints.at, {
    labels: labels.length,
    hasPositions,
    hasEnds: definition.ends,
    isToLast: definition.seconds_to === "last",
  });
  const sides = hasPositions
    ? ["from_step", "from_label", "to_step", "to_label"]
    : ["from_label", "to_label"];
  return {
    columns: [...sides, "transitions", "profiles", ...times],
    rows: edgeRows({ table, base, labels }, definition, hasPositions),
    totals: edgeTotals(steps, table),
  };
};

const matrix = (steps: PathSteps, { ends, seconds_to }: PathsDefinition): Answer => {
  const { labels, runs, shown, touchpoints } = steps;
  const { table } = countEdges(runs, shown, touchpoints.at, {
    labels: labels.length,
    hasPositions: false,
    hasEnds: ends,
    isToLast: seconds_to === "last",
  });
  const found = matrixCodes(table, labels.length).length;
  if (found > mostMatrixLabels) {
    throw new PolkuError("usage", {
      problem: `A matrix of ${String(found)} labels is more than ${String(mostMatrixLabels)}: group labels, or show graph.`,
    });
  }
  return {
    columns: ["from_label", "to_label", "transitions", "profiles", "rate", "share", "per_path"],
    rows: matrixRows(table, labels, shown.paths),
    totals: edgeTotals(steps, table),
  };
};

const sequences = (steps: PathSteps, definition: PathsDefinition): Answer => {
  const {
    max_edges = shownSequences,
    min_weight: least = 0,
    max_weight = Number.POSITIVE_INFINITY,
  } = definition;
  const hasOutcomes = definition.journey !== undefined;
  const outcomes = hasOutcomes ? ["converted", "dropped", "open", "conversion_rate"] : [];
  return {
    columns: [
      "path_rank",
      "path",
      "steps",
      "paths",
      "profiles",
      "share",
      ...outcomes,
      "median_duration_seconds",
    ],
    rows: sequenceRows(steps, {
      max: max_edges,
      isByProfiles: definition.count === "profiles",
      hasOutcomes,
      isCut: definition.beyond === "cut",
      isFitting: (weight) => weight >= least && weight <= max_weight,
    }),
    totals: totalsOf(steps),
  };
};

const nextOf = (steps: PathSteps, { after, before }: PathsDefinition): NextSteps =>
  nextSteps(
    steps,
    pointList(after ?? before).map((point) => steps.marks(point)),
    after === undefined ? "before" : "after",
  );

const nextColumn = ({ after }: PathsDefinition): string =>
  after === undefined ? "previous_label" : "next_label";

const next = (steps: PathSteps, definition: PathsDefinition): Answer => {
  const { table, paths } = nextOf(steps, definition);
  const column = nextColumn(definition);
  const rows = edgeRows({ table, base: 0, labels: steps.labels }, definition, false);
  return {
    columns: [column, "paths", "profiles", "share", ...times],
    rows: rows.map(
      ({ to_label, transitions, profiles, mean_seconds, median_seconds, p90_seconds }): AnalysisRow => ({
        [column]: to_label ?? null,
        paths: transitions ?? 0,
        profiles: profiles ?? 0,
        share: Number(transitions) / paths.length,
        mean_seconds: mean_seconds ?? null,
        median_seconds: median_seconds ?? null,
        p90_seconds: p90_seconds ?? null,
      }),
    ),
    totals: { ...totalsOf(steps), fitting_paths: paths.length },
  };
};

const views = { edges, graph: edges, matrix, sequences, next } as const;

const people: NonNullable<AnalysisKind<PathsDefinition>["people"]> = async (source, definition) => {
  const steps = await pathSteps(source, definition);
  if (definition.show !== "next") {
    return { columns: peopleColumns, rows: await pathPeople(source, steps), totals: totalsOf(steps) };
  }
  const { paths, codes } = nextOf(steps, definition);
  const column = nextColumn(definition);
  const rows = await pathPeople(source, steps, paths);
  return {
    columns: [...peopleColumns, column],
    rows: rows.map((row, index) => ({ ...row, [column]: steps.labels[codes[index] ?? -1] ?? null })),
    totals: { ...totalsOf(steps), fitting_paths: paths.length },
  };
};

/** Rows by what they speak of; each is judged as its share of all. */
const comparing: NonNullable<AnalysisKind<PathsDefinition>["comparing"]> = (definition) => {
  const { show } = definition;
  if (show === "sequences") return { keys: ["path"], shares: [{ hits: "paths", total: "paths" }] };
  if (show === "next") {
    return { keys: [nextColumn(definition)], shares: [{ hits: "paths", total: "fitting_paths" }] };
  }
  const shares = [{ hits: "transitions", total: "transitions" }];
  return show === "edges"
    ? { keys: ["from_step", "from_label", "to_step", "to_label"], shares }
    : { keys: ["from_label", "to_label"], shares };
};

export const pathsKind: AnalysisKind<PathsDefinition> = {
  name: "paths",
  schema: pathsDefinition,
  keys: pathsKeys,
  named: ({ paths, journeys }) => [
    ...paths.definitions,
    ...journeys.map(({ name }) => pathsDefinition.parse({ name, journey: name })),
  ],
  answer: async (source, definition) =>
    views[definition.show](await pathSteps(source, definition), definition),
  people,
  comparing,
  pictures: pathsPictures,
  explain: explainPaths,
};
