// The rows of a funnel's steps: those of fct_funnel_steps, and the mean beside the median.
import type { AnalysisRow } from "../../../models/analyses/analysis-result.ts";
import type { StepCount } from "./count-steps.ts";

export const stepColumns = [
  "step_number",
  "step_label",
  "profiles",
  "went_on",
  "dropped",
  "open",
  "conversion_from_previous",
  "conversion_from_first",
  "mean_seconds_from_previous",
  "median_seconds_from_previous",
] as const;

const rate = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** The nearest step before that cannot be left out: what a conversion is measured against. */
const before = (isOptional: readonly boolean[], step: number): number =>
  isOptional.lastIndexOf(false, step - 1);

/** One row for each step, in order. */
export const stepRows = (
  counts: readonly StepCount[],
  labels: readonly string[],
  isOptional: readonly boolean[],
): AnalysisRow[] =>
  counts.map(({ reached, wentOn, dropped, open, meanSeconds, medianSeconds }, step) => ({
    step_number: step + 1,
    step_label: labels[step] ?? "",
    profiles: reached,
    went_on: wentOn,
    dropped,
    open,
    conversion_from_previous:
      step === 0 ? null : rate(reached, counts[before(isOptional, step)]?.reached ?? 0),
    conversion_from_first: rate(reached, counts[0]?.reached ?? 0),
    mean_seconds_from_previous: meanSeconds,
    median_seconds_from_previous: medianSeconds,
  }));

/** What all of the steps come to. */
export const stepTotals = (counts: readonly StepCount[]): Record<string, number | null> => {
  const entered = counts[0]?.reached ?? 0;
  const converted = counts.at(-1)?.reached ?? 0;
  const sum = (pick: (count: StepCount) => number): number =>
    counts.reduce((total, count) => total + pick(count), 0);
  return {
    entered,
    converted,
    dropped: sum(({ dropped }) => dropped),
    open: sum(({ open }) => open),
    conversion_rate: rate(converted, entered),
  };
};
