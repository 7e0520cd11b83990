// How many entered a funnel in each period and how many of them converted. A person stands in every period in which an
// attempt began, by the best attempt that began there, so that periods do not add up to people.
import type { FunnelDefinition } from "../../../../models/analyses/funnel-definition.ts";
import type { Answer } from "../../analysis-kind.ts";
import type { AnalysisSource } from "../../source/open-source.ts";
import { findAttempts } from "../engine/find-attempts.ts";
import type { Attempts } from "../engine/attempts.ts";
import type { FunnelPlan } from "../engine/plan.ts";
import { loadFunnel } from "../funnel-attempts.ts";
import { type Periods, periodsOf } from "./periods.ts";

interface PeriodCount {
  entered: number;
  converted: number;
  open: number;
}

const counted = (attempts: Attempts, periods: number, steps: number): PeriodCount[] => {
  const counts = Array.from({ length: periods }, (): PeriodCount => ({ entered: 0, converted: 0, open: 0 }));
  for (let attempt = 0; attempt < attempts.count; attempt += 1) {
    const count = counts[attempts.period[attempt] ?? 0];
    if (count === undefined) continue;
    count.entered += 1;
    if (attempts.level[attempt] === steps) count.converted += 1;
    else if (attempts.isOpen[attempt] === 1) count.open += 1;
  }
  return counts;
};

/** The longest that an attempt may last. */
const longest = ({ windowFrom, windowMicros, steps }: FunnelPlan): number =>
  windowFrom === "entry" ? windowMicros : windowMicros * (steps - 1);

/** Periods from the first to the last that anybody entered, or that were asked for. */
const shown = (
  counts: readonly PeriodCount[],
  { dates }: Periods,
  { from, to }: FunnelDefinition,
): readonly [number, number] => {
  const first = counts.findIndex(({ entered }) => entered > 0);
  const last = counts.findLastIndex(({ entered }) => entered > 0);
  const since = from === undefined ? first : dates.findLastIndex((date) => date <= from);
  const until = to === undefined ? last : dates.findLastIndex((date) => date <= to);
  return [Math.max(0, since), until];
};

const columns = ["period_start", "profiles", "converted", "dropped", "open", "conversion_rate", "is_final"];

export const trend = async (source: AnalysisSource, definition: FunnelDefinition): Promise<Answer> => {
  const { plan, touchpoints, dataEnd } = await loadFunnel(source, definition, false);
  const { time } = touchpoints.rows;
  const bounds = {
    since: Number.isFinite(dataEnd) ? dataEnd : 0,
    until: Number.isFinite(dataEnd) ? dataEnd : 0,
  };
  for (const at of time) bounds.since = Math.min(bounds.since, at);
  const { interval, from, to } = definition;
  const periods = await periodsOf(source, { ...bounds, interval, from, to });
  const attempts = findAttempts(touchpoints.rows, plan, { dataEnd, periods: periods.begins });
  const counts = counted(attempts, periods.dates.length, plan.steps);
  const [first, last] = shown(counts, periods, definition);
  const kept = counts.slice(first, last + 1);
  return {
    columns,
    rows: kept.map(({ entered, converted, open }, at) => ({
      period_start: periods.dates[first + at] ?? "",
      profiles: entered,
      converted,
      dropped: entered - converted - open,
      open,
      conversion_rate: entered === 0 ? null : converted / entered,
      is_final: (periods.begins[first + at + 1] ?? 0) + longest(plan) <= dataEnd,
    })),
    totals: {
      entries: kept.reduce((sum, { entered }) => sum + entered, 0),
      converted: kept.reduce((sum, { converted }) => sum + converted, 0),
    },
  };
};
