// A definition of paths → the runs of steps it speaks of and the paths that are shown: which touchpoints are kept,
// what each is called, where runs are cut, where paths begin and end.
import type { PathPoint, PathsDefinition } from "../../../models/analyses/paths-definition.ts";
import type { JourneyCuts } from "../source/journey-cuts.ts";
import { cutJourneys, journeyNamed } from "../source/named-journey.ts";
import { codeOfEach, type LabelCodes, labelCodes } from "../source/label-codes.ts";
import { checkConditions } from "../source/known-words.ts";
import { loadTouchpoints, type Touchpoints } from "../source/load-touchpoints.ts";
import type { AnalysisSource } from "../source/open-source.ts";
import { AskedConditions, keptRows, markedRows, type PointContext, pointList } from "../source/points.ts";
import { configuredGap, configuredStarts, givenGap, sessionStarts } from "../source/session-cuts.ts";
import { funnelPart } from "./funnel-part.ts";
import { type ShownPaths, shownPaths } from "./shown-paths.ts";
import { type Cutting, type StepRuns, stepRuns } from "./step-runs.ts";

export interface PathSteps {
  readonly touchpoints: Touchpoints;
  readonly labels: readonly string[];
  readonly runs: StepRuns;
  readonly shown: ShownPaths;
  /** 1 for each step of the runs that fits a point. */
  marks(point: PathPoint): Uint8Array;
}

const startsOf = async (
  source: AnalysisSource,
  touchpoints: Touchpoints,
  { gap_minutes, gap_boundary }: PathsDefinition,
  kept: Uint8Array | undefined,
): Promise<Uint8Array | Int32Array> => {
  if (gap_minutes === undefined) return configuredStarts(source, touchpoints);
  const gap = await configuredGap(source);
  return sessionStarts(
    touchpoints,
    givenGap(gap_minutes, gap_boundary === "splits", gap.ofKind.length),
    kept,
  );
};

/** Runs of sessions, of persons where `starts` is undefined, inside journeys where there are some. */
const cutRuns = (
  { rows, person }: Touchpoints,
  starts: Uint8Array | Int32Array | undefined,
  journeys: JourneyCuts | undefined,
): Cutting => {
  const run = new Int32Array(rows);
  const ending = new Uint8Array(rows);
  let runs = 0;
  for (let row = 0; row < rows; row += 1) {
    const journey = journeys === undefined ? 0 : (journeys.journey[row] ?? -1);
    const isNew =
      row === 0 ||
      person[row] !== person[row - 1] ||
      (starts !== undefined && starts[row] === 1) ||
      (journeys !== undefined && journey !== journeys.journey[row - 1]);
    if (isNew) runs += 1;
    run[row] = journey < 0 ? -1 : runs - 1;
    ending[runs - 1] = journeys === undefined ? 0 : (journeys.outcome[journey] ?? 0);
  }
  return { rows, run, runs, person, ending };
};

/** Of the visits of a journey only the last ends as the journey does. */
const endVisits = (cutting: Cutting, { journey }: JourneyCuts): void => {
  const { rows, run, ending } = cutting;
  for (let row = 0; row < rows - 1; row += 1) {
    const isOver = run[row] !== run[row + 1] && (journey[row] ?? -1) >= 0;
    if (isOver && journey[row] === journey[row + 1]) ending[run[row] ?? 0] = 0;
  }
};

const stepMarks = (
  context: PointContext,
  { code, first, last }: StepRuns,
  point: PathPoint,
  kept: Uint8Array | undefined,
): Uint8Array => {
  const rows = markedRows(context, [point]);
  const marks = new Uint8Array(code.length);
  for (let step = 0; step < code.length; step += 1) {
    for (let row = first[step] ?? 0; row <= (last[step] ?? 0); row += 1) {
      if (rows[row] === 1 && (kept === undefined || kept[row] === 1)) marks[step] = 1;
    }
  }
  return marks;
};

const conditionsOf = (definition: PathsDefinition): AskedConditions => {
  const asked = new AskedConditions();
  const { start, end, around, after, before, include, exclude } = definition;
  for (const points of [start, end, around, after, before, include, exclude]) asked.add(pointList(points));
  return asked;
};

/** How many steps are shown: without numbered steps all of them, unless something is said. */
const maxSteps = ({ loaded }: AnalysisSource, { max_steps, show }: PathsDefinition): number =>
  max_steps ?? (show === "edges" || show === "sequences" ? loaded.config.paths.max_steps : 0);

/** Of the touchpoints that are kept those that stand in the part of a funnel that is asked for. */
const withinFunnel = async (
  source: AnalysisSource,
  touchpoints: Touchpoints,
  { funnel }: PathsDefinition,
  kept: Uint8Array | undefined,
): Promise<Uint8Array | undefined> => {
  if (funnel === undefined) return kept;
  const part = await funnelPart(source, funnel, touchpoints);
  return kept === undefined ? part : part.map((isInside, row) => isInside & (kept[row] ?? 0));
};

/** Everything that the views of paths are counted from. Throws usage for what the snapshot does not know. */
export const pathSteps = async (source: AnalysisSource, definition: PathsDefinition): Promise<PathSteps> => {
  const journey = definition.journey === undefined ? undefined : journeyNamed(source, definition.journey);
  const asked = conditionsOf(definition);
  await checkConditions(source, asked.all);
  if (journey !== undefined)
    asked.add([...(journey.start === undefined ? [] : [journey.start]), journey.goal]);
  const labelling: LabelCodes = await labelCodes(source.session, definition);
  const touchpoints = await loadTouchpoints(source, asked.all, { hasItems: definition.label === "item" });
  const { labels } = labelling;
  const context: PointContext = { touchpoints, codes: codeOfEach(touchpoints, labelling), labels, asked };
  const selected = keptRows(context, {
    include: pointList(definition.include),
    exclude: pointList(definition.exclude),
    excludedLabels: definition.exclude_labels,
  });
  const kept = await withinFunnel(source, touchpoints, definition, selected);
  const journeys = journey === undefined ? undefined : cutJourneys(source, context, journey);
  const grain = definition.grain ?? (journey === undefined ? "session" : "profile");
  const starts = grain === "session" ? await startsOf(source, touchpoints, definition, kept) : undefined;
  const cutting = cutRuns(touchpoints, starts, journeys);
  if (journeys !== undefined && starts !== undefined) endVisits(cutting, journeys);
  const runs = stepRuns(cutting, context.codes, kept, definition.collapse);
  const marks = (point: PathPoint): Uint8Array => stepMarks(context, runs, point, kept);
  const { start, end, around } = definition;
  const shown = shownPaths(runs, {
    start: start === undefined ? undefined : marks(start),
    end: end === undefined ? undefined : marks(end),
    around: around === undefined ? undefined : marks(around),
    maxSteps: maxSteps(source, definition),
  });
  return { touchpoints, labels, runs, shown, marks };
};
