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
} from "../plan.ts";
import { rowAtTime, StepLists } from "../step-lists.ts";
import type { Walk } from "./walk.ts";

interface Choice {
  readonly step: number;
  readonly row: number;
}

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
  /** For each step the last one up to it that may not be left out. */
  readonly #required: readonly number[];
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
    this.#required = plan.isOptional.map((_, step) => plan.isOptional.lastIndexOf(false, step));
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

  /** Takes what may follow `step`; `latest` is the latest time among the rows taken. */
  #goOn(step: number, latest: number): void {
    if (this.#isBetter(step)) {
      this.#level = step + 1;
      this.taken.set(this.#trail.subarray(0, step + 1));
    }
    if (step === this.#plan.steps - 1) return;
    const first = this.#firstOf(step, latest);
    if (first === null) return;
    this.#take(step, first, latest);
    if (this.#mayServeLater(first)) this.#tryOthers(step, first, latest);
  }

  /** Whether the rows up to `step` get further than the best so far, or as far by earlier rows. */
  #isBetter(step: number): boolean {
    const gained = (this.#required[step] ?? 0) - (this.#required[this.#level - 1] ?? -1);
    if (gained !== 0) return gained > 0;
    return (this.#sooner(step, false) || this.#sooner(step, true)) > 0;
  }

  /** Positive where the steps of the trail, those that may be left out or the others, come before those of the best. */
  #sooner(step: number, isOptional: boolean): number {
    const { time } = this.#rows;
    let mine = this.#placed(this.#trail, 0, step + 1, isOptional);
    let best = this.#placed(this.taken, 0, this.#level, isOptional);
    while (mine !== -1 && best !== -1) {
      const sooner = (time[this.taken[best] ?? 0] ?? 0) - (time[this.#trail[mine] ?? 0] ?? 0);
      if (sooner !== 0 || mine !== best) return sooner || best - mine;
      mine = this.#placed(this.#trail, mine + 1, step + 1, isOptional);
      best = this.#placed(this.taken, best + 1, this.#level, isOptional);
    }
    return mine - best;
  }

  /** The first step of [from, to) that was taken and may, or may not, be left out; else -1. */
  #placed(rows: Int32Array, from: number, to: number, isOptional: boolean): number {
    for (let step = from; step < to; step += 1) {
      if (rows[step] !== -1 && this.#plan.isOptional[step] === isOptional) return step;
    }
    return -1;
  }

  #take(step: number, choice: Choice, latest: number): void {
    for (let skipped = step + 1; skipped < choice.step; skipped += 1) this.#trail[skipped] = -1;
    this.#trail[choice.step] = choice.row;
    this.#used.add(choice.row);
    this.#goOn(choice.step, Math.max(latest, this.#rows.time[choice.row] ?? 0));
    this.#used.delete(choice.row);
  }

  /** The earliest free row that fits a step which may follow, and that step. */
  #firstOf(step: number, latest: number): Choice | null {
    const { time } = this.#rows;
    let found: Choice | null = null;
    for (const next of this.#reachable[step] ?? []) {
      const row = this.#freeRow(next, latest);
      if (row === -1) continue;
      if (found === null || (time[row] ?? 0) < (time[found.row] ?? 0)) found = { step: next, row };
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
  #tryOthers(step: number, first: Choice, latest: number): void {
    const { time } = this.#rows;
    const { graceMicros } = this.#plan;
    const until = Math.min((time[first.row] ?? 0) + graceMicros, this.deadline);
    const since = rowAtTime(time, this.#from, this.#to, latest - graceMicros, false);
    for (const next of this.#reachable[step] ?? []) {
      for (let place = this.#lists.placeFrom(next, since); place < this.#lists.end(next); place += 1) {
        const row = this.#lists.row(place);
        if ((time[row] ?? 0) > until) break;
        const isFirst = next === first.step && this.#isLike(row, first.row);
        if (!isFirst && !this.#used.has(row) && this.#isNew(next, row)) {
          this.#take(step, { step: next, row }, latest);
        }
      }
    }
  }

  /** Rows that fit the same are exchangeable, and the earliest serves best. */
  #isLike(row: number, other: number): boolean {
    const { low, high } = this.#rows;
    return low[row] === low[other] && (high === null || high[row] === high[other]);
  }

  #mayServeLater({ step, row }: Choice): boolean {
    const { steps, classes } = this.#plan;
    for (let later = step + 1; later < steps; later += 1) {
      if (classes[later] !== classes[step] && fitsStep(this.#rows, row, later)) return true;
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
