// Attempts whose steps follow one another in the order of rows: each step at its first fitting row after the step
// before, within the window of the first. A position for each step only moves forward over the attempts of a unit,
// so that a unit costs its rows times the steps it gets, however many attempts it has.
import {
  emptyMask,
  fitsStep,
  type FunnelPlan,
  type FunnelRows,
  reachableSteps,
  type StepMask,
  withStep,
} from "../plan.ts";
import type { Walk } from "./walk.ts";

export class OrderedWalk implements Walk {
  readonly beginning: StepMask = withStep(emptyMask, 0);
  readonly taken: Int32Array;
  deadline = 0;
  lastRow = -1;
  lastTime = Number.NEGATIVE_INFINITY;
  readonly #rows: FunnelRows;
  readonly #steps: number;
  readonly #window: number;
  readonly #isLater: boolean;
  readonly #reachable: readonly (readonly number[])[];
  readonly #low: Int32Array;
  readonly #high: Int32Array;
  /** For each step: no row before this one, after the row at which the step was last taken, fits what follows it. */
  readonly #searched: Int32Array;
  #to = 0;

  constructor(rows: FunnelRows, plan: FunnelPlan) {
    this.#rows = rows;
    this.#steps = plan.steps;
    this.#window = plan.windowMicros;
    this.#isLater = plan.ties === "later";
    this.#reachable = reachableSteps(plan);
    const masks = this.#reachable.map((steps) => steps.reduce(withStep, emptyMask));
    this.#low = Int32Array.from(masks, ({ low }) => low);
    this.#high = Int32Array.from(masks, ({ high }) => high);
    this.#searched = new Int32Array(plan.steps);
    this.taken = new Int32Array(plan.steps);
  }

  enter(from: number, to: number): void {
    this.#to = to;
    this.#searched.fill(from);
  }

  walk(start: number): number {
    const { time } = this.#rows;
    const deadline = (time[start] ?? 0) + this.#window;
    const last = this.#steps - 1;
    let step = 0;
    let row = start;
    this.taken[0] = start;
    while (step < last) {
      const next = this.#next(step, row, deadline);
      if (next === -1) break;
      const reached = this.#stepAt(step, next);
      for (let skipped = step + 1; skipped < reached; skipped += 1) this.taken[skipped] = -1;
      this.taken[reached] = next;
      step = reached;
      row = next;
    }
    this.deadline = deadline;
    this.lastRow = row;
    this.lastTime = step === last ? Number.NEGATIVE_INFINITY : deadline;
    return step + 1;
  }

  fill(): void {
    // Every step was written down as it was taken.
  }

  /** The first row after `row` that fits a step that may follow `step`, not later than the deadline; else -1. */
  #next(step: number, row: number, deadline: number): number {
    const { time, low, high } = this.#rows;
    const wanted = this.#low[step] ?? 0;
    const wantedHigh = this.#high[step] ?? 0;
    const to = this.#to;
    let at = Math.max(row + 1, this.#searched[step] ?? 0);
    if (this.#isLater) while (at < to && (time[at] ?? 0) <= (time[row] ?? 0)) at += 1;
    if (high === null) {
      while (at < to && ((low[at] ?? 0) & wanted) === 0 && (time[at] ?? 0) <= deadline) at += 1;
    } else {
      while (
        at < to &&
        (((low[at] ?? 0) & wanted) | ((high[at] ?? 0) & wantedHigh)) === 0 &&
        (time[at] ?? 0) <= deadline
      )
        at += 1;
    }
    this.#searched[step] = at;
    return at < to && (time[at] ?? 0) <= deadline ? at : -1;
  }

  /** Of the steps that a row fits: the one that must be taken, else the first of those that may be. */
  #stepAt(step: number, row: number): number {
    const reachable = this.#reachable[step] ?? [];
    if (reachable.length === 1) return step + 1;
    const required = reachable.at(-1) ?? step + 1;
    if (fitsStep(this.#rows, row, required)) return required;
    return reachable.find((next) => fitsStep(this.#rows, row, next)) ?? required;
  }
}
