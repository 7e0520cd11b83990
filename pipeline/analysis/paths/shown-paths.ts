// Runs of steps → the paths that are shown: from a start, to an end, between both, around a step, so many steps.
// A path is a list of places in the runs; a fold stands where a middle was left out.
import type { StepRuns } from "./step-runs.ts";

/** In the place of a step: the middle of a path between start and end that is too long. */
export const foldStep = -1;

export interface ShownPaths {
  readonly paths: number;
  readonly begin: Int32Array;
  /** The run each path is of. */
  readonly run: Int32Array;
  /** Places in the runs' steps, or foldStep. */
  readonly step: Int32Array;
  /** Position of a path's first step: 1; around a step that one has 0. */
  readonly offset: Int32Array;
  /** 1 where the run went on before what is shown. */
  readonly isCutBefore: Uint8Array;
  /** Where a path leads: see `leadsTo`. */
  readonly leadsTo: Uint8Array;
}

/** To how its run ended; to more steps that are not shown; to the end that was asked for. */
export const leadsTo = { ending: 0, more: 1, end: 2 } as const;

export interface Window {
  /** 1 for the steps at which a path may start, end or around which it is shown. */
  readonly start: Uint8Array | undefined;
  readonly end: Uint8Array | undefined;
  readonly around: Uint8Array | undefined;
  /** 0: without limit. */
  readonly maxSteps: number;
}

const firstOf = (marks: Uint8Array, from: number, to: number): number => {
  for (let step = from; step < to; step += 1) if (marks[step] === 1) return step;
  return -1;
};

/** Grows by doubling; paths hold at most the steps of their runs and a fold each. */
class PathList {
  readonly begin: Int32Array;
  readonly run: Int32Array;
  readonly step: Int32Array;
  readonly offset: Int32Array;
  readonly isCutBefore: Uint8Array;
  readonly leadsTo: Uint8Array;
  paths = 0;
  steps = 0;

  constructor(runs: number, steps: number) {
    this.begin = new Int32Array(runs + 1);
    this.run = new Int32Array(runs);
    this.offset = new Int32Array(runs).fill(1);
    this.isCutBefore = new Uint8Array(runs);
    this.leadsTo = new Uint8Array(runs);
    this.step = new Int32Array(steps + runs);
  }

  addSteps(from: number, to: number): void {
    for (let step = from; step < to; step += 1) this.step[this.steps++] = step;
  }

  finish(run: number): void {
    this.run[this.paths] = run;
    this.paths += 1;
    this.begin[this.paths] = this.steps;
  }
}

const addFolded = (list: PathList, from: number, to: number, maxSteps: number): void => {
  const half = Math.max(1, Math.floor(maxSteps / 2));
  if (maxSteps === 0 || to - from <= Math.max(maxSteps, 2)) return list.addSteps(from, to);
  list.addSteps(from, from + half);
  list.step[list.steps++] = foldStep;
  return list.addSteps(to - half, to);
};

type Bounds = readonly [from: number, to: number];

const addAround = (list: PathList, middle: number, reach: number, [from, to]: Bounds): void => {
  const left = reach === 0 ? from : Math.max(from, middle - reach);
  const right = reach === 0 ? to : Math.min(to, middle + reach + 1);
  list.offset[list.paths] = left - middle;
  list.isCutBefore[list.paths] = left > from ? 1 : 0;
  list.leadsTo[list.paths] = right < to ? leadsTo.more : leadsTo.ending;
  list.addSteps(left, right);
};

const addFrom = (list: PathList, from: number, maxSteps: number, to: number): void => {
  const right = maxSteps === 0 ? to : Math.min(to, from + maxSteps);
  list.leadsTo[list.paths] = right < to ? leadsTo.more : leadsTo.ending;
  list.addSteps(from, right);
};

const addUpTo = (list: PathList, last: number, maxSteps: number, from: number): void => {
  const left = maxSteps === 0 ? from : Math.max(from, last + 1 - maxSteps);
  list.isCutBefore[list.paths] = left > from ? 1 : 0;
  list.leadsTo[list.paths] = leadsTo.end;
  list.addSteps(left, last + 1);
};

const addOne = (
  list: PathList,
  { start, end, around, maxSteps }: Window,
  run: number,
  bounds: Bounds,
): void => {
  const [from, to] = bounds;
  const first = start === undefined ? from : firstOf(start, from, to);
  if (first < 0) return;
  const last = end === undefined ? to : firstOf(end, first, to);
  if (last < 0) return;
  if (around !== undefined) {
    const middle = firstOf(around, first, to);
    if (middle < 0) return;
    addAround(list, middle, maxSteps, bounds);
  } else if (end === undefined) addFrom(list, first, maxSteps, to);
  else if (start === undefined) addUpTo(list, last, maxSteps, from);
  else {
    list.leadsTo[list.paths] = leadsTo.end;
    addFolded(list, first, last + 1, maxSteps);
  }
  list.finish(run);
};

/** One path of each run that has what is asked for. */
export const shownPaths = ({ runs, begin, code }: StepRuns, window: Window): ShownPaths => {
  const list = new PathList(runs, code.length);
  for (let run = 0; run < runs; run += 1) addOne(list, window, run, [begin[run] ?? 0, begin[run + 1] ?? 0]);
  const { paths, steps } = list;
  return {
    paths,
    begin: list.begin.subarray(0, paths + 1),
    run: list.run.subarray(0, paths),
    step: list.step.subarray(0, steps),
    offset: list.offset.subarray(0, paths),
    isCutBefore: list.isCutBefore.subarray(0, paths),
    leadsTo: list.leadsTo.subarray(0, paths),
  };
};
