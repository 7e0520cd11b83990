// Attempts → how many reached each step, what became of them and how long it took; for each group on its own.
import { quantile } from "../numbers/quantiles.ts";
import type { Attempts } from "./engine/attempts.ts";

export interface StepCount {
  readonly reached: number;
  readonly wentOn: number;
  readonly dropped: number;
  readonly open: number;
  /** Whole seconds from the step taken before; null where nobody came from one. */
  readonly meanSeconds: number | null;
  readonly medianSeconds: number | null;
}

export interface Groups {
  readonly count: number;
  /** Of each attempt; undefined where all are one. */
  readonly of?: Int32Array;
}

/** Microseconds → whole seconds, rounded down; a step that lies before the one before it took none. */
export const secondsBetween = (from: number, to: number): number =>
  Math.max(0, Math.floor((to - from) / 1_000_000));

class Tally {
  readonly #attempts: Attempts;
  readonly #steps: number;
  readonly #cells: number;
  readonly #groupOf: Int32Array | undefined;
  readonly reached: Int32Array;
  readonly stopped: Int32Array;
  readonly open: Int32Array;

  constructor(attempts: Attempts, steps: number, groups: Groups) {
    this.#attempts = attempts;
    this.#steps = steps;
    this.#cells = groups.count * steps;
    this.#groupOf = groups.of;
    this.reached = new Int32Array(this.#cells);
    this.stopped = new Int32Array(this.#cells);
    this.open = new Int32Array(this.#cells);
    this.#count();
  }

  #base(attempt: number): number {
    return this.#groupOf === undefined ? 0 : (this.#groupOf[attempt] ?? 0) * this.#steps;
  }

  #count(): void {
    const { count, offset, rows, level, isOpen } = this.#attempts;
    for (let attempt = 0; attempt < count; attempt += 1) {
      const base = this.#base(attempt);
      const begin = offset[attempt] ?? 0;
      const got = level[attempt] ?? 0;
      for (let step = 0; step < got; step += 1) {
        if (rows[begin + step] !== -1) this.reached[base + step] = (this.reached[base + step] ?? 0) + 1;
      }
      const last = base + got - 1;
      if (got === this.#steps) continue;
      if (isOpen[attempt] === 1) this.open[last] = (this.open[last] ?? 0) + 1;
      else this.stopped[last] = (this.stopped[last] ?? 0) + 1;
    }
  }

  /** The seconds from the step before, cell after cell, and where each cell's begin. */
  seconds(time: Float64Array): { readonly begins: Int32Array; readonly values: Int32Array } {
    const begins = new Int32Array(this.#cells + 1);
    for (let cell = 0; cell < this.#cells; cell += 1) {
      const isFirst = cell % this.#steps === 0;
      begins[cell + 1] = (begins[cell] ?? 0) + (isFirst ? 0 : (this.reached[cell] ?? 0));
    }
    const values = new Int32Array(begins[this.#cells] ?? 0);
    const next = begins.slice();
    const { count, offset, rows } = this.#attempts;
    for (let attempt = 0; attempt < count; attempt += 1) {
      const base = this.#base(attempt);
      const begin = offset[attempt] ?? 0;
      const end = offset[attempt + 1] ?? 0;
      let before = time[rows[begin] ?? 0] ?? 0;
      for (let at = begin + 1; at < end; at += 1) {
        const row = rows[at] ?? -1;
        if (row === -1) continue;
        const now = time[row] ?? 0;
        const cell = base + at - begin;
        values[next[cell] ?? 0] = secondsBetween(before, now);
        next[cell] = (next[cell] ?? 0) + 1;
        before = now;
      }
    }
    return { begins, values };
  }
}

const mean = (values: Int32Array, from: number, to: number): number | null => {
  if (from === to) return null;
  let sum = 0;
  for (let at = from; at < to; at += 1) sum += values[at] ?? 0;
  return sum / (to - from);
};

/** Counts of each step, group after group. `time` is that of the rows. */
export const countSteps = (
  attempts: Attempts,
  steps: number,
  time: Float64Array,
  groups: Groups = { count: 1 },
): StepCount[][] => {
  const tally = new Tally(attempts, steps, groups);
  const { reached, stopped, open } = tally;
  const { begins, values } = tally.seconds(time);
  return Array.from({ length: groups.count }, (_, group) =>
    Array.from({ length: steps }, (__, step): StepCount => {
      const cell = group * steps + step;
      const [from, to] = [begins[cell] ?? 0, begins[cell + 1] ?? 0];
      const [all, lost, waiting] = [reached[cell] ?? 0, stopped[cell] ?? 0, open[cell] ?? 0];
      return {
        reached: all,
        wentOn: all - lost - waiting,
        dropped: lost,
        open: waiting,
        meanSeconds: mean(values, from, to),
        medianSeconds: quantile(values, from, to, 0.5),
      };
    }),
  );
};
