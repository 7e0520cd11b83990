// Attempts whose steps may come in any order: an attempt begins at any row that fits a step, and gets as many steps as
// different rows within the window can stand for. The window slides over the unit; both of its ends only move forward.
import { everyStep, fitsStep, type FunnelPlan, type FunnelRows, type StepMask } from "../plan.ts";
import { StepMatching } from "./step-matching.ts";
import type { Walk } from "./walk.ts";

export class UnorderedWalk implements Walk {
  readonly beginning: StepMask;
  readonly taken: Int32Array;
  deadline = 0;
  lastRow = -1;
  lastTime = Number.NEGATIVE_INFINITY;
  readonly #rows: FunnelRows;
  readonly #plan: FunnelPlan;
  readonly #window: StepMatching;
  readonly #prefix: StepMatching;
  #left = 0;
  #right = 0;
  #to = 0;
  #start = 0;
  #level = 0;

  constructor(rows: FunnelRows, plan: FunnelPlan) {
    this.#rows = rows;
    this.#plan = plan;
    this.beginning = everyStep(plan.steps);
    this.#window = new StepMatching(rows, plan);
    this.#prefix = new StepMatching(rows, plan);
    this.taken = new Int32Array(plan.steps);
  }

  enter(from: number, to: number): void {
    this.#window.clear();
    this.#left = from;
    this.#right = from;
    this.#to = to;
  }

  walk(start: number): number {
    const { time } = this.#rows;
    const { steps, windowMicros } = this.#plan;
    this.deadline = (time[start] ?? 0) + windowMicros;
    for (; this.#left < start; this.#left += 1) if (this.#left < this.#right) this.#window.remove(this.#left);
    this.#right = Math.max(this.#right, start);
    while (this.#window.size < steps && this.#right < this.#to && (time[this.#right] ?? 0) <= this.deadline) {
      this.#window.add(this.#right);
      this.#right += 1;
    }
    this.#start = start;
    this.#level = this.#window.size;
    this.taken[0] = start;
    if (this.#level === steps) this.taken[steps - 1] = this.#right - 1;
    this.lastRow = this.#level === steps ? this.#right - 1 : start;
    this.lastTime = this.#level === steps ? Number.NEGATIVE_INFINITY : this.deadline;
    return this.#level;
  }

  /** When the first, second, third … step was done. */
  fill(): void {
    this.#prefix.clear();
    let done = 0;
    for (let row = this.#start; done < this.#level && row < this.#right; row += 1) {
      if (!this.#fitsAny(row)) continue;
      this.#prefix.add(row);
      if (this.#prefix.size === done) continue;
      this.taken[done] = row;
      done += 1;
    }
  }

  #fitsAny(row: number): boolean {
    for (let step = 0; step < this.#plan.steps; step += 1) if (fitsStep(this.#rows, row, step)) return true;
    return false;
  }
}
