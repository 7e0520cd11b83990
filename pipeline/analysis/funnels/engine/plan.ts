// What a pass over touchpoints is told: a funnel as numbers and masks, and the touchpoints as columns. Pure.
import type { WindowFunnelMode } from "../../../../models/analyses/funnel-definition.ts";
import { wordBits } from "../../source/condition-words.ts";

/** Steps are numbered from 0 here. */
export interface ExclusionRange {
  /** Counts from the touchpoint of this step … */
  readonly from: number;
  /** … until that of this one, or as long as the window lasts. */
  readonly to: number;
}

export interface FunnelPlan {
  readonly steps: number;
  readonly order: "ordered" | "strict" | "unordered";
  /** Where given, attempts are counted as windowFunnel does, and `order`, `ties` and `entry` say nothing. */
  readonly modes: readonly WindowFunnelMode[] | null;
  readonly windowMicros: number;
  /** From where the window is measured: the first step, or the step before. */
  readonly windowFrom: "entry" | "step";
  /** Of one instant: in the order of the rows, in any order, or never two steps. */
  readonly ties: "order" | "convert" | "later";
  /** By how much a later step may lie before an earlier one; only with `ties: convert`. */
  readonly graceMicros: number;
  readonly entry: "first" | "latest" | "best";
  readonly counts: "people" | "totals";
  readonly isOptional: readonly boolean[];
  /** Steps that ask for the same have the same number. */
  readonly classes: readonly number[];
  readonly exclusions: readonly ExclusionRange[];
  /** Whether an exclusion takes the attempt away, or ends it where it stood. */
  readonly onExclusion: "remove" | "stop";
}

/**
 * Touchpoints in the order of their unit (a person or a session) and, inside it, canonical order. Bit k of a row says
 * that it fits step k, bit steps + e that it is exclusion e; bits from `wordBits` on stand in `high`.
 */
export interface FunnelRows {
  /** The first row of every unit, and at the end the number of rows. */
  readonly unitStarts: Int32Array;
  /** Microseconds since 1970. */
  readonly time: Float64Array;
  readonly low: Int32Array;
  /** Null where one word is enough. */
  readonly high: Int32Array | null;
}

/** A set of steps. */
export interface StepMask {
  readonly low: number;
  readonly high: number;
}

export const emptyMask: StepMask = { low: 0, high: 0 };

export const withStep = ({ low, high }: StepMask, step: number): StepMask =>
  step < wordBits ? { low: low | (1 << step), high } : { low, high: high | (1 << (step - wordBits)) };

/** The steps from 0 to `steps` - 1. */
export const everyStep = (steps: number): StepMask =>
  Array.from({ length: steps }, (_, step) => step).reduce(withStep, emptyMask);

export const fitsStep = (rows: FunnelRows, row: number, step: number): boolean =>
  step < wordBits
    ? (((rows.low[row] ?? 0) >>> step) & 1) === 1
    : (((rows.high?.[row] ?? 0) >>> (step - wordBits)) & 1) === 1;

/** Which steps may be taken next after each: those up to the next that is not optional. */
export const reachableSteps = ({ steps, isOptional }: FunnelPlan): number[][] =>
  Array.from({ length: steps }, (_, step) => {
    const reachable: number[] = [];
    for (let next = step + 1; next < steps; next += 1) {
      reachable.push(next);
      if (isOptional[next] !== true) break;
    }
    return reachable;
  });

/** Where each unit begins in a column of sorted keys, and the number of rows at the end. */
export const unitStartsOf = (keys: Int32Array | BigInt64Array | Float64Array): Int32Array => {
  let units = 0;
  for (let row = 0; row < keys.length; row += 1) if (row === 0 || keys[row] !== keys[row - 1]) units += 1;
  const starts = new Int32Array(units + 1);
  let unit = 0;
  for (let row = 0; row < keys.length; row += 1) {
    if (row > 0 && keys[row] === keys[row - 1]) continue;
    starts[unit] = row;
    unit += 1;
  }
  starts[units] = keys.length;
  return starts;
};
