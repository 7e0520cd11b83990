// The pass: every unit's attempts are walked in order, and those that count are written down. Linear in the rows; the
// number of steps costs only what is taken of them.
import { type Attempts, AttemptColumns } from "./attempts.ts";
import { Exclusions } from "./exclusions.ts";
import type { FunnelPlan, FunnelRows } from "./plan.ts";
import { walkOf } from "./walks/walk-of.ts";
import type { Walk } from "./walks/walk.ts";

export interface PassOptions {
  /** Until when the touchpoints are known; microseconds. */
  readonly dataEnd: number;
  /** The beginnings of periods, ascending: a person then has one attempt in each period in which one began. */
  readonly periods?: Float64Array;
}

class Pass {
  readonly #rows: FunnelRows;
  readonly #plan: FunnelPlan;
  readonly #dataEnd: number;
  readonly #periods: Float64Array;
  readonly #walk: Walk;
  readonly #exclusions: Exclusions | null;
  readonly #out: AttemptColumns;
  /** The best attempt of the unit or period so far. */
  readonly #best: Int32Array;
  #bestLevel = 0;
  #bestDeadline = Number.NEGATIVE_INFINITY;
  /** Of the attempt walked last: 0 where it does not count, and the row that ended it, or -1. */
  #level = 0;
  #endedBy = -1;

  constructor(rows: FunnelRows, plan: FunnelPlan, { dataEnd, periods }: PassOptions) {
    this.#rows = rows;
    this.#plan = plan;
    this.#dataEnd = dataEnd;
    this.#periods = periods ?? new Float64Array(0);
    this.#walk = walkOf(rows, plan);
    this.#exclusions = plan.exclusions.length === 0 ? null : new Exclusions(rows, plan);
    this.#out = new AttemptColumns(rows.unitStarts.length - 1);
    this.#best = new Int32Array(plan.steps);
  }

  run(): Attempts {
    const { unitStarts } = this.#rows;
    const visit = this.#visit();
    for (let unit = 0; unit + 1 < unitStarts.length; unit += 1) {
      const from = unitStarts[unit] ?? 0;
      const to = unitStarts[unit + 1] ?? 0;
      const first = this.#nextStart(from, to);
      if (first === to) continue;
      this.#walk.enter(from, to);
      this.#exclusions?.enter(from, to);
      visit(unit, first, to);
    }
    return this.#out.done();
  }

  #visit(): (unit: number, first: number, to: number) => void {
    const { counts, entry } = this.#plan;
    if (counts === "totals") return (unit, first, to) => this.#everyAttempt(unit, first, to);
    if (entry === "best") return (unit, first, to) => this.#bestAttempts(unit, first, to);
    if (entry === "first") return (unit, first) => this.#oneAttempt(unit, first);
    return (unit, first, to) => this.#oneAttempt(unit, this.#lastStart(first, to));
  }

  #nextStart(from: number, to: number): number {
    const { low, high } = this.#rows;
    const wanted = this.#walk.beginning;
    let row = from;
    if (high === null) while (row < to && ((low[row] ?? 0) & wanted.low) === 0) row += 1;
    else {
      while (row < to && (((low[row] ?? 0) & wanted.low) | ((high[row] ?? 0) & wanted.high)) === 0) row += 1;
    }
    return row;
  }

  #lastStart(first: number, to: number): number {
    let last = first;
    for (let row = first; row < to; row = this.#nextStart(row + 1, to)) last = row;
    return last;
  }

  #oneAttempt(unit: number, start: number): void {
    this.#try(start);
    this.#write(unit, this.#periodOf(start, 0));
  }

  /** Of each period the best attempt, of equally good ones the earliest. */
  #bestAttempts(unit: number, first: number, to: number): void {
    let period = this.#periodOf(first, 0);
    for (let row = first; row < to; row = this.#nextStart(row + 1, to)) {
      const own = this.#periodOf(row, period);
      if (own !== period) this.#write(unit, period);
      period = own;
      this.#try(row);
      if (this.#bestLevel === this.#plan.steps && this.#periods.length === 0) break;
    }
    this.#write(unit, period);
  }

  /** One attempt after the other: the next begins when the one before has converted, run out of time or was ended. */
  #everyAttempt(unit: number, first: number, to: number): void {
    const { time } = this.#rows;
    let after = -1;
    let later = Number.NEGATIVE_INFINITY;
    for (let row = first; row < to; row = this.#nextStart(row + 1, to)) {
      if (row <= after || (time[row] ?? 0) <= later) continue;
      this.#try(row);
      after = this.#endedBy === -1 ? this.#walk.lastRow : this.#endedBy;
      later = this.#endedBy === -1 ? this.#walk.lastTime : Number.NEGATIVE_INFINITY;
      this.#write(unit, this.#periodOf(row, 0));
    }
  }

  /** Walks an attempt and keeps it where it is the best so far. */
  #try(start: number): void {
    const walk = this.#walk;
    this.#level = walk.walk(start);
    this.#endedBy = -1;
    let { deadline } = walk;
    if (this.#exclusions !== null) {
      this.#exclude(this.#exclusions);
      if (this.#endedBy !== -1) deadline = Number.NEGATIVE_INFINITY;
    }
    if (this.#level < this.#bestLevel || this.#level === 0) return;
    if (this.#level > this.#bestLevel) {
      if (this.#endedBy === -1) walk.fill();
      this.#best.set(walk.taken);
      this.#bestLevel = this.#level;
      this.#bestDeadline = deadline;
    } else this.#bestDeadline = Math.max(this.#bestDeadline, deadline);
  }

  #exclude(exclusions: Exclusions): void {
    this.#endedBy = exclusions.rowAgainst(this.#walk, this.#level);
    if (this.#endedBy === -1) return;
    if (this.#plan.onExclusion === "stop") {
      this.#walk.fill();
      this.#level = exclusions.levelBefore(this.#walk, this.#level, this.#endedBy);
    } else this.#level = 0;
  }

  /** Writes the best attempt down, where there is one, and forgets it. */
  #write(unit: number, period: number): void {
    if (this.#bestLevel > 0) {
      const isOpen = this.#bestLevel < this.#plan.steps && this.#bestDeadline > this.#dataEnd;
      this.#out.add(unit, period, this.#bestLevel, isOpen, this.#best);
    }
    this.#bestLevel = 0;
    this.#bestDeadline = Number.NEGATIVE_INFINITY;
  }

  /** The last period that does not begin later than a row, looked for from one that does not either. */
  #periodOf(row: number, since: number): number {
    const periods = this.#periods;
    const time = this.#rows.time[row] ?? 0;
    let period = since;
    while (period + 1 < periods.length && (periods[period + 1] ?? 0) <= time) period += 1;
    return period;
  }
}

/**
 * Finds what counts: of every unit its best (or first, or latest) attempt, with `counts: totals` every attempt.
 * Attempts of equal worth: the earliest, and the unit is open while any of them is. Units without one are left out.
 */
export const findAttempts = (rows: FunnelRows, plan: FunnelPlan, options: PassOptions): Attempts =>
  new Pass(rows, plan, options).run();
