// Attempts in which touchpoints that are at most `graceMicros` apart may stand in any order; with 0 those of one
// instant. Each step takes its first fitting row that was not taken; where a row would also do for another step,
// the other ways are tried as well, and the longest attempt counts, of equally long ones the earliest.
import {
  emptyMask,
  fitsStep,
  type FunnelPlan,
  type FunnelRows,
  reachableSteps,
  type StepMask,
  withStep,
} from "./plan.ts";
import { rowAtTime, StepLists } from "./step-lists.ts";
import type { Walk } from "./walk.ts";

export class LooseWalk implements Walk {
  readonly beginning: StepMask = withStep(emptyMask, 0);
  readonly taken: Int32Array;
  deadline = 0;
  lastRow = -1;
  lastTime = Number.NEGATIVE_INFINITY;
  readonly #rows: FunnelRows;
  readonly #plan: FunnelPlan;
  readonly #lists: StepLists;
  readonly #reachable: readonly (readonly number[])[];
  readonly #trail: Int32Array;
  readonly #used = new Set<number>();
  readonly #tried = new Set<string>();
  #level = 0;
  #from = 0;
  #to = 0;

  constructor(rows: FunnelRows, plan: FunnelPlan) {
    this.#rows = rows;
    this.#plan = plan;
    this.#lists = new StepLists(rows, plan.steps);
    this.#reachable = reachableSteps(plan);
    this.#trail = new Int32Array(plan.steps);
    this.taken = new Int32Array(plan.steps);
  }

  enter(from: number, to: number): void {
    this.#from = from;
    this.#to = to;
    this.#lists.enter(from, to);
  }

  walk(start: number): number {
    const { time } = this.#rows;
    const { steps, windowMicros } = this.#plan;
    this.deadline = (time[start] ?? 0) + windowMicros;
    this.#level = 0;
    this.#tried.clear();
    this.#used.clear();
    this.#used.add(start);
    this.#trail[0] = start;
    this.#goOn(0, time[start] ?? 0);
    this.lastRow = this.taken.subarray(0, this.#level).reduce((last, row) => Math.max(last, row), -1);
    this.lastTime = this.#level === steps ? Number.NEGATIVE_INFINITY : this.deadline;
    return this.#level;
  }

  fill(): void {
    // Every step was written down as it was taken.
  }

  /** Takes what may follow `step`; `latest` is the latest time among the rows taken. True when nothing is left. */
  #goOn(step: number, latest: number): boolean {
    if (step + 1 > this.#level) {
      this.#level = step + 1;
      this.taken.set(this.#trail.subarray(0, step + 1));
    }
    if (step === this.#plan.steps - 1) return true;
    const first = this.#firstOf(step, latest);
    if (first === null) return false;
    if (this.#take(step, first.step, first.row, latest)) return true;
    return this.#tryOthers(step, first.row, latest);
  }

  #take(step: number, next: number, row: number, latest: number): boolean {
    for (let skipped = step + 1; skipped < next; skipped += 1) this.#trail[skipped] = -1;
    this.#trail[next] = row;
    this.#used.add(row);
    const isDone = this.#goOn(next, Math.max(latest, this.#rows.time[row] ?? 0));
    this.#used.delete(row);
    return isDone;
  }

  /** The earliest free row that fits a step which may follow, and that step; the required one wins a tie. */
  #firstOf(step: number, latest: number): { readonly step: number; readonly row: number } | null {
    let found: { readonly step: number; readonly row: number } | null = null;
    const reachable = this.#reachable[step] ?? [];
    for (const next of [...reachable.slice(-1), ...reachable.slice(0, -1)]) {
      const row = this.#freeRow(next, latest);
      if (row !== -1 && (found === null || row < found.row)) found = { step: next, row };
    }
    return found;
  }

  #freeRow(step: number, latest: number): number {
    const { time } = this.#rows;
    const since = rowAtTime(time, this.#from, this.#to, latest - this.#plan.graceMicros, false);
    const end = this.#lists.end(step);
    for (let place = this.#lists.placeFrom(step, since); place < end; place += 1) {
      const row = this.#lists.row(place);
      if ((time[row] ?? 0) > this.deadline) return -1;
      if (!this.#used.has(row)) return row;
    }
    return -1;
  }

  /** Where the first row may be wanted by a step further on: what comes of leaving it to that step. */
  #tryOthers(step: number, first: number, latest: number): boolean {
    if (!this.#mayServeLater(step, first)) return false;
    const { time } = this.#rows;
    const until = (time[first] ?? 0) + this.#plan.graceMicros;
    for (const next of this.#reachable[step] ?? []) {
      const since = rowAtTime(time, this.#from, this.#to, latest - this.#plan.graceMicros, false);
      const end = this.#lists.end(next);
      for (let place = this.#lists.placeFrom(next, since); place < end; place += 1) {
        const row = this.#lists.row(place);
        if ((time[row] ?? 0) > Math.min(until, this.deadline)) break;
        if (this.#isLike(row, first) || this.#used.has(row) || !this.#isNew(next, row)) continue;
        if (this.#take(step, next, row, latest)) return true;
      }
    }
    return false;
  }

  /** Rows that fit the same are exchangeable, and the earliest serves best. */
  #isLike(row: number, other: number): boolean {
    const { low, high } = this.#rows;
    return low[row] === low[other] && (high === null || high[row] === high[other]);
  }

  #mayServeLater(step: number, row: number): boolean {
    const { steps, classes } = this.#plan;
    for (let later = step + 2; later < steps; later += 1) {
      if (classes[later] !== classes[step + 1] && fitsStep(this.#rows, row, later)) return true;
    }
    return false;
  }

  /** False where the same rows were already taken up to this step, in whatever order. */
  #isNew(step: number, row: number): boolean {
    const key = `${step}:${[...this.#used, row].toSorted((left, right) => left - right).join(",")}`;
    if (this.#tried.has(key)) return false;
    this.#tried.add(key);
    return true;
  }
}
