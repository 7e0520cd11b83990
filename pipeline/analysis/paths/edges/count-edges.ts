// The edges of the paths that are shown: what came directly after what, at which step, how often and how fast.
import { quantile } from "../../numbers/quantiles.ts";
import { EdgeTable } from "./edge-table.ts";
import { foldStep, leadsTo, type ShownPaths } from "../shown-paths.ts";
import type { StepRuns } from "../step-runs.ts";

/** Codes behind those of the labels. */
export const specialLabels = [
  "(start)",
  "(end)",
  "(converted)",
  "(dropped)",
  "(open)",
  "…",
  "(others)",
] as const;

export interface EdgeWishes {
  /** Number of labels; a special label's code follows them. */
  readonly labels: number;
  readonly hasPositions: boolean;
  readonly hasEnds: boolean;
  /** A step is reached at its last touchpoint instead of its first. */
  readonly isToLast: boolean;
}

const second = 1_000_000;

const seconds = (micros: number): number => Math.floor(micros / second);

/** Positions around a step are negative before it; numbers in the table are not. */
const lowestOffset = ({ offset }: ShownPaths): number => {
  let lowest = 1;
  for (const value of offset) lowest = Math.min(lowest, value);
  return lowest - 1;
};

const longest = ({ paths, begin, offset }: ShownPaths): number => {
  let most = 0;
  for (let path = 0; path < paths; path += 1) {
    most = Math.max(most, (offset[path] ?? 0) + (begin[path + 1] ?? 0) - (begin[path] ?? 0));
  }
  return most;
};

/** Counts them in one pass. A position in the table is that of the edge's left side less `base`. */
export const countEdges = (
  runs: StepRuns,
  shown: ShownPaths,
  at: Float64Array,
  wishes: EdgeWishes,
): { readonly table: EdgeTable; readonly base: number } => {
  const { labels, hasPositions, hasEnds, isToLast } = wishes;
  const base = hasPositions ? lowestOffset(shown) : 0;
  const positions = hasPositions ? longest(shown) - base + 1 : 1;
  const table = new EdgeTable(positions, labels + specialLabels.length, shown.step.length + shown.paths);
  const [start, more] = [labels, labels + 5];
  const fold = more;
  for (let path = 0; path < shown.paths; path += 1) {
    const run = shown.run[path] ?? 0;
    const person = runs.person[run] ?? 0;
    const [from, to] = [shown.begin[path] ?? 0, shown.begin[path + 1] ?? 0];
    let position = hasPositions ? (shown.offset[path] ?? 1) - 1 - base : 0;
    let before = shown.isCutBefore[path] === 1 ? more : start;
    /** Of the last touchpoint before. */
    let since = -1;
    for (let index = from; index < to; index += 1) {
      const step = shown.step[index] ?? 0;
      const isFold = step === foldStep;
      const place = isFold ? (shown.step[index - 1] ?? 0) + 1 : step;
      const own = isFold ? fold : (runs.code[step] ?? 0);
      if (index > from || hasEnds) {
        const reached = at[(isToLast ? runs.last[place] : runs.first[place]) ?? 0] ?? 0;
        table.add(position, before, own, person, since < 0 ? -1 : seconds(reached - (at[since] ?? 0)));
      }
      if (hasPositions) position += 1;
      before = own;
      since = (isFold ? runs.last[(shown.step[index + 1] ?? 1) - 1] : runs.last[step]) ?? 0;
    }
    if (!hasEnds) continue;
    const leads = shown.leadsTo[path];
    const ending = labels + 1 + (leads === leadsTo.end ? 0 : (runs.ending[run] ?? 0));
    table.add(position, before, leads === leadsTo.more ? more : ending, person, -1);
  }
  table.finish();
  return { table, base };
};

export interface EdgeTimes {
  readonly mean: number | null;
  readonly median: number | null;
  readonly p90: number | null;
}

/** Times by group: `groupOf` says in which each transition is told; -1 in none. */
export const edgeTimes = (table: EdgeTable, groupOf: Int32Array, groups: number): EdgeTimes[] => {
  const begin = new Int32Array(groups + 1);
  const { total, transitionSeconds } = table;
  const groupAt = (index: number): number =>
    (transitionSeconds[index] ?? -1) < 0 ? -1 : (groupOf[index] ?? -1);
  for (let index = 0; index < total; index += 1) {
    const group = groupAt(index);
    if (group >= 0) begin[group + 1] = (begin[group + 1] ?? 0) + 1;
  }
  for (let group = 0; group < groups; group += 1)
    begin[group + 1] = (begin[group + 1] ?? 0) + (begin[group] ?? 0);
  const values = new Int32Array(begin[groups] ?? 0);
  const next = begin.slice();
  for (let index = 0; index < total; index += 1) {
    const group = groupAt(index);
    if (group < 0) continue;
    const place = next[group] ?? 0;
    values[place] = transitionSeconds[index] ?? 0;
    next[group] = place + 1;
  }
  return Array.from({ length: groups }, (_, group) => {
    const [from, to] = [begin[group] ?? 0, begin[group + 1] ?? 0];
    let sum = 0;
    for (let index = from; index < to; index += 1) sum += values[index] ?? 0;
    return {
      mean: to > from ? sum / (to - from) : null,
      median: quantile(values, from, to, 0.5),
      p90: quantile(values, from, to, 0.9),
    };
  });
};
