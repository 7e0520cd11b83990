// Attempts whose steps are neighbours: any other row between two of them ends the attempt.
import { emptyMask, fitsStep, type FunnelPlan, type FunnelRows, type StepMask, withStep } from "../plan.ts";
import type { Walk } from "./walk.ts";

export class StrictWalk implements Walk {
  readonly beginning: StepMask = withStep(emptyMask, 0);
  readonly taken: Int32Array;
  deadline = 0;
  lastRow = -1;
  readonly lastTime = Number.NEGATIVE_INFINITY;
  readonly #rows: FunnelRows;
  readonly #plan: FunnelPlan;
  #to = 0;

  constructor(rows: FunnelRows, plan: FunnelPlan) {
    this.#rows = rows;
    this.#plan = plan;
    this.taken = new Int32Array(plan.steps);
  }

  enter(_from: number, to: number): void {
    this.#to = to;
  }

  walk(start: number): number {
    const { steps, windowFrom } = this.#plan;
    this.deadline = this.#deadlineFrom(start);
    this.taken[0] = start;
    let level = 1;
    let row = start;
    while (level < steps && row + 1 < this.#to && this.#follows(row, level)) {
      row += 1;
      this.taken[level] = row;
      level += 1;
      if (windowFrom === "step") this.deadline = this.#deadlineFrom(row);
    }
    this.lastRow = row;
    // Another touchpoint came in between: nothing that comes can make this attempt go on.
    if (level < steps && row + 1 < this.#to) this.deadline = Number.NEGATIVE_INFINITY;
    return level;
  }

  fill(): void {
    // Every step was written down as it was taken.
  }

  #deadlineFrom(row: number): number {
    return (this.#rows.time[row] ?? 0) + this.#plan.windowMicros;
  }

  #follows(row: number, step: number): boolean {
    const { time } = this.#rows;
    const at = time[row + 1] ?? 0;
    const isAfter = this.#plan.ties !== "later" || at > (time[row] ?? 0);
    return isAfter && at <= this.deadline && fitsStep(this.#rows, row + 1, step);
  }
}
