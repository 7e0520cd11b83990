// How long people took from one step to another, as a histogram of equal bins.
import type { FunnelDefinition } from "../../../../models/analyses/funnel-definition.ts";
import type { Answer } from "../../analysis-kind.ts";
import { quantile } from "../../numbers/quantiles.ts";
import type { AnalysisSource } from "../../source/open-source.ts";
import { secondsBetween } from "../count-steps.ts";
import { type FoundAttempts, funnelAttempts } from "../funnel-attempts.ts";

export interface TimeBin {
  readonly from: number;
  readonly count: number;
}

const mostBins = 60;
const emptyWidth = 60;

/**
 * Bins of one whole width from the least number of seconds on; one more at the end holds the greatest where it falls on
 * the border. Where no number is given: the cube root of how many values there are, at most 60.
 */
export const timeBins = (seconds: Int32Array, wanted?: number): { bins: TimeBin[]; width: number } => {
  if (seconds.length === 0) return { bins: [], width: 0 };
  const least = seconds.reduce((low, value) => Math.min(low, value));
  const greatest = seconds.reduce((high, value) => Math.max(high, value));
  const count = wanted ?? Math.min(mostBins, Math.max(1, Math.ceil(Math.cbrt(seconds.length))));
  const width = Math.ceil((greatest - least) / count) || emptyWidth;
  const counts = new Int32Array(count + 1);
  for (const value of seconds) {
    const bin = Math.floor((value - least) / width);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { bins: Array.from(counts, (value, bin) => ({ from: least + bin * width, count: value })), width };
};

/** The seconds of every attempt that took both steps. */
const secondsOf = ({ attempts, touchpoints }: FoundAttempts, from: number, to: number): Int32Array => {
  const { time } = touchpoints.rows;
  const seconds: number[] = [];
  for (let attempt = 0; attempt < attempts.count; attempt += 1) {
    if ((attempts.level[attempt] ?? 0) < to) continue;
    const begin = attempts.offset[attempt] ?? 0;
    const [first, last] = [attempts.rows[begin + from - 1] ?? -1, attempts.rows[begin + to - 1] ?? -1];
    if (first === -1 || last === -1) continue;
    seconds.push(secondsBetween(time[first] ?? 0, time[last] ?? 0));
  }
  return Int32Array.from(seconds);
};

const mean = (values: Int32Array): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

export const timeToConvert = async (
  source: AnalysisSource,
  definition: FunnelDefinition,
): Promise<Answer> => {
  const { from_step: from, to_step: to = definition.steps.length } = definition;
  const seconds = secondsOf(await funnelAttempts(source, definition), from, to);
  const { bins, width } = timeBins(seconds, definition.bins);
  return {
    columns: ["from_seconds", "to_seconds", "profiles", "share"],
    rows: bins.map((bin) => ({
      from_seconds: bin.from,
      to_seconds: bin.from + width,
      profiles: bin.count,
      share: bin.count / seconds.length,
    })),
    totals: {
      profiles: seconds.length,
      mean_seconds: mean(seconds),
      median_seconds: quantile(seconds, 0, seconds.length, 0.5),
      p90_seconds: quantile(seconds, 0, seconds.length, 0.9),
    },
  };
};
