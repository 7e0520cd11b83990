// One attempt after the other of one unit: what every kind of order offers to the pass that chooses among them.
import type { StepMask } from "../plan.ts";

export interface Walk {
  /** The steps with which an attempt may begin. */
  readonly beginning: StepMask;
  /** The rows of the attempt that was walked last, by step; -1 where a step was left out. Complete after `fill`. */
  readonly taken: Int32Array;
  /** Until when that attempt may still go on. */
  readonly deadline: number;
  /** The next attempt, where attempts may not overlap, begins after this row and later than this time. */
  readonly lastRow: number;
  readonly lastTime: number;
  /** Turns to the unit of rows [from, to). */
  enter(from: number, to: number): void;
  /** Walks the attempt that begins at a row, and gives how many steps it got. Starts come in ascending order. */
  walk(start: number): number;
  /** Writes into `taken` what `walk` left out. */
  fill(): void;
}
