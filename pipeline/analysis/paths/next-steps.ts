// What came directly behind, or ahead of, some steps that follow one another: the first time they do in each path.
import { EdgeTable } from "./edges/edge-table.ts";
import { specialLabels } from "./edges/count-edges.ts";
import type { PathSteps } from "./path-steps.ts";
import { leadsTo } from "./shown-paths.ts";

export interface NextSteps {
  /** One edge for each label that came next; `to` is its code. */
  readonly table: EdgeTable;
  /** Paths that hold the steps, and for each the code of what came next. */
  readonly paths: number[];
  readonly codes: number[];
}

const second = 1_000_000;

/** The place where all of `marks` follow one another; -1 where nowhere. */
const firstMatch = (steps: PathSteps, marks: readonly Uint8Array[], path: number): number => {
  const { begin, step } = steps.shown;
  const to = (begin[path + 1] ?? 0) - marks.length;
  for (let index = begin[path] ?? 0; index <= to; index += 1) {
    if (marks.every((mark, place) => mark[step[index + place] ?? 0] === 1)) return index;
  }
  return -1;
};

/** `marks`: which steps of the runs fit each wanted step. */
export const nextSteps = (
  steps: PathSteps,
  marks: readonly Uint8Array[],
  direction: "after" | "before",
): NextSteps => {
  const { labels, runs, shown, touchpoints } = steps;
  const table = new EdgeTable(1, labels.length + specialLabels.length, shown.paths);
  const found: NextSteps = { table, paths: [], codes: [] };
  const at = (row: number | undefined): number => touchpoints.at[row ?? 0] ?? 0;
  for (let path = 0; path < shown.paths; path += 1) {
    const match = firstMatch(steps, marks, path);
    if (match < 0) continue;
    const run = shown.run[path] ?? 0;
    const place = direction === "after" ? match + marks.length : match - 1;
    const isInside = place >= (shown.begin[path] ?? 0) && place < (shown.begin[path + 1] ?? 0);
    let code = labels.length;
    if (isInside) code = runs.code[shown.step[place] ?? 0] ?? 0;
    else if (direction === "after") {
      const ending = shown.leadsTo[path] === leadsTo.ending ? (runs.ending[run] ?? 0) : 0;
      code = labels.length + 1 + ending;
    }
    const [left, right] = direction === "after" ? [place - 1, place] : [place, place + 1];
    const seconds = isInside
      ? Math.floor((at(runs.first[shown.step[right] ?? 0]) - at(runs.last[shown.step[left] ?? 0])) / second)
      : -1;
    table.add(0, 0, code, runs.person[run] ?? 0, seconds);
    found.paths.push(path);
    found.codes.push(code);
  }
  table.finish();
  return found;
};
