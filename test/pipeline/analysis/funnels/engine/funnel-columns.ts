// Plans and columns for tests of the pass: defaults filled in, plain rows made into columns.
import {
  type FunnelPlan,
  type FunnelRows,
  withStep,
} from "../../../../../pipeline/analysis/funnels/engine/plan.ts";
import type { PlainRow } from "../../../../oracle/analyses/funnel-attempts.ts";

export const funnelPlan = (steps: number, given: Partial<FunnelPlan> = {}): FunnelPlan => {
  const count = given.steps ?? steps;
  return {
    steps: count,
    order: "ordered",
    modes: null,
    windowMicros: 10,
    windowFrom: "entry",
    ties: "order",
    graceMicros: 0,
    entry: "best",
    counts: "people",
    isOptional: Array.from({ length: count }, () => false),
    classes: Array.from({ length: count }, (_, step) => step),
    exclusions: [],
    onExclusion: "remove",
    ...given,
  };
};

/** Units one after the other; the rows of each are in their order. */
export const funnelRows = (units: readonly (readonly PlainRow[])[]): FunnelRows => {
  const rows = units.flat();
  const masks = rows.map(({ fits }) => fits.reduce(withStep, { low: 0, high: 0 }));
  const starts = [0];
  for (const unit of units) starts.push((starts.at(-1) ?? 0) + unit.length);
  return {
    unitStarts: Int32Array.from(starts),
    time: Float64Array.from(rows, ({ time }) => time),
    low: Int32Array.from(masks, ({ low }) => low),
    high: masks.some(({ high }) => high !== 0) ? Int32Array.from(masks, ({ high }) => high) : null,
  };
};
