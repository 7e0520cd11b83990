// Attempts in which every step lies within the window of the step before. From the last step to the first, each row
// that fits a step learns how far it leads: the best of the rows in its window that fit what may follow, kept by a
// queue that only grows at its front and shrinks at its back. So a unit costs its rows times the steps they fit.
import {
  emptyMask,
  type FunnelPlan,
  type FunnelRows,
  reachableSteps,
  type StepMask,
  withStep,
} from "../plan.ts";
import { rowAtTime, StepLists } from "../step-lists.ts";
import { WindowMaximum } from "./window-maximum.ts";
import type { Walk } from "./walk.ts";

export class StepWindowWalk implements Walk {
  readonly beginning: StepMask = withStep(emptyMask, 0);
  readonly taken: Int32Array;
  deadline = 0;
  lastRow = -1;
  lastTime = Number.NEGATIVE_INFINITY;
  readonly #rows: FunnelRows;
  readonly #plan: FunnelPlan;
  readonly #lists: StepLists;
  readonly #reachable: readonly (readonly number[])[];
  readonly #queue = new WindowMaximum();
  /** Of each place in the lists: the steps got from there, the latest end of doing so, and the place that follows. */
  #levels = new Int32Array(0);
  #ends = new Float64Array(0);
  #next = new Int32Array(0);
  #to = 0;

  constructor(rows: FunnelRows, plan: FunnelPlan) {
    this.#rows = rows;
    this.#plan = plan;
    this.#lists = new StepLists(rows, plan.steps);
    this.#reachable = reachableSteps(plan);
    this.taken = new Int32Array(plan.steps);
  }

  enter(from: number, to: number): void {
    this.#to = to;
    this.#lists.enter(from, to);
    const places = this.#lists.end(this.#plan.steps - 1);
    if (this.#levels.length < places) {
      this.#levels = new Int32Array(2 * places);
      this.#ends = new Float64Array(2 * places);
      this.#next = new Int32Array(2 * places);
    }
    for (let step = this.#plan.steps - 1; step >= 0; step -= 1) this.#look(step);
  }

  walk(start: number): number {
    const place = this.#lists.placeFrom(0, start);
    const level = this.#levels[place] ?? 0;
    this.deadline = (this.#ends[place] ?? 0) + this.#plan.windowMicros;
    this.#follow(place);
    this.lastRow = this.taken[level - 1] ?? start;
    this.lastTime = level === this.#plan.steps ? Number.NEGATIVE_INFINITY : this.deadline;
    return level;
  }

  fill(): void {
    // Every step was written down as it was taken.
  }

  #follow(start: number): void {
    this.taken.fill(-1);
    for (let place = start; place !== -1; place = this.#next[place] ?? -1) {
      let step = 0;
      while (place >= this.#lists.end(step)) step += 1;
      this.taken[step] = this.#lists.row(place);
    }
  }

  /** How far each row that fits `step` leads. */
  #look(step: number): void {
    for (let place = this.#lists.begin(step); place < this.#lists.end(step); place += 1) {
      this.#levels[place] = step + 1;
      this.#ends[place] = this.#rows.time[this.#lists.row(place)] ?? 0;
      this.#next[place] = -1;
    }
    const reachable = this.#reachable[step] ?? [];
    for (const next of [...reachable.slice(-1), ...reachable.slice(0, -1)]) this.#lookAt(step, next);
  }

  #lookAt(step: number, next: number): void {
    const lists = this.#lists;
    const queue = this.#queue;
    queue.clear();
    let entering = lists.end(next) - 1;
    for (let place = lists.end(step) - 1; place >= lists.begin(step); place -= 1) {
      const [since, until] = this.#bounds(lists.row(place));
      for (; entering >= lists.begin(next) && lists.row(entering) >= since; entering -= 1) {
        queue.push(entering, lists.row(entering), this.#levels[entering] ?? 0, this.#ends[entering] ?? 0);
      }
      queue.shorten(until);
      if (!queue.isEmpty) this.#improve(place, queue.place, queue.level, queue.end);
    }
  }

  /** The rows that may follow a row: from the first to before the last. */
  #bounds(row: number): readonly [number, number] {
    const { time } = this.#rows;
    const at = time[row] ?? 0;
    const since = this.#plan.ties === "later" ? rowAtTime(time, row + 1, this.#to, at, true) : row + 1;
    return [since, rowAtTime(time, row + 1, this.#to, at + this.#plan.windowMicros, true)];
  }

  #improve(place: number, next: number, level: number, end: number): void {
    const known = this.#levels[place] ?? 0;
    if (level < known) return;
    const before = this.#next[place] ?? -1;
    const isEarlier = level > known || before === -1 || this.#lists.row(next) < this.#lists.row(before);
    if (isEarlier) this.#next[place] = next;
    this.#ends[place] = level > known ? end : Math.max(end, this.#ends[place] ?? 0);
    this.#levels[place] = level;
  }
}
