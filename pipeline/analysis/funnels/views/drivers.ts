// What those who convert do more often than those who do not, between entering the funnel and its end: odds ratios.
// People who may still convert are left out; what fewer than 25 people did is hidden.
import type { AnalysisRow } from "../../../../models/analyses/analysis-result.ts";
import type { FunnelDefinition } from "../../../../models/analyses/funnel-definition.ts";
import type { Answer } from "../../analysis-kind.ts";
import type { AnalysisSource } from "../../source/open-source.ts";
import { type FoundAttempts, funnelAttempts } from "../funnel-attempts.ts";
import { oddsRatio } from "../odds-ratio.ts";
import { type RowValues, rowValues } from "../row-values.ts";

const fewestPeople = 25;

interface Doers {
  readonly converted: Int32Array;
  readonly dropped: Int32Array;
  convertedTotal: number;
  droppedTotal: number;
}

/** Calls `visit` with the code of each touchpoint of an attempt's time that is none of its steps. */
const visitOthers = (
  { attempts, plan, touchpoints }: FoundAttempts,
  { of }: RowValues,
  attempt: number,
  visit: (code: number) => void,
): void => {
  const { time, unitStarts } = touchpoints.rows;
  const begin = attempts.offset[attempt] ?? 0;
  const steps = new Set(attempts.rows.subarray(begin, attempts.offset[attempt + 1] ?? begin));
  const isDone = attempts.level[attempt] === plan.steps;
  const taken = [...steps].filter((row) => row !== -1);
  const [first, last] = [Math.min(...taken), Math.max(...taken)];
  const measuredFrom = plan.windowFrom === "entry" ? first : last;
  const until = isDone ? (time[last] ?? 0) : (time[measuredFrom] ?? 0) + plan.windowMicros;
  const end = unitStarts[(attempts.unit[attempt] ?? 0) + 1] ?? 0;
  for (let row = first; row < end && (time[row] ?? 0) <= until; row += 1) {
    if (isDone && row > last) break;
    if (!steps.has(row)) visit(of[row] ?? 0);
  }
};

/** How many of those who converted and of those who did not did each thing, everybody once. */
const doersOf = (found: FoundAttempts, values: RowValues): Doers => {
  const { attempts, plan } = found;
  const size = values.names.length;
  const doers: Doers = {
    converted: new Int32Array(size),
    dropped: new Int32Array(size),
    convertedTotal: 0,
    droppedTotal: 0,
  };
  const seenBy = new Int32Array(size).fill(-1);
  for (let attempt = 0; attempt < attempts.count; attempt += 1) {
    if (attempts.isOpen[attempt] === 1) continue;
    const isConverted = attempts.level[attempt] === plan.steps;
    if (isConverted) doers.convertedTotal += 1;
    else doers.droppedTotal += 1;
    const tally = isConverted ? doers.converted : doers.dropped;
    visitOthers(found, values, attempt, (code) => {
      if (seenBy[code] === attempt) return;
      seenBy[code] = attempt;
      tally[code] = (tally[code] ?? 0) + 1;
    });
  }
  return doers;
};

const columns = [
  "driver",
  "profiles",
  "converted_with",
  "dropped_with",
  "converted_without",
  "dropped_without",
  "odds_ratio",
  "odds_ratio_low",
  "odds_ratio_high",
  "is_significant",
];

const rowOf = (doers: Doers, name: string, code: number): AnalysisRow => {
  const [success, failure] = [doers.converted[code] ?? 0, doers.dropped[code] ?? 0];
  const { convertedTotal: successTotal, droppedTotal: failureTotal } = doers;
  const { ratio, low, high } = oddsRatio({ success, failure, successTotal, failureTotal });
  return {
    driver: name,
    profiles: success + failure,
    converted_with: success,
    dropped_with: failure,
    converted_without: successTotal - success,
    dropped_without: failureTotal - failure,
    odds_ratio: ratio,
    odds_ratio_low: low,
    odds_ratio_high: high,
    is_significant: low > 1 || high < 1,
  };
};

/** Furthest from 1 first, whichever way. */
const strength = ({ odds_ratio: ratio }: AnalysisRow): number => Math.abs(Math.log(Number(ratio)));

export const drivers = async (source: AnalysisSource, definition: FunnelDefinition): Promise<Answer> => {
  const found = await funnelAttempts(source, definition, true);
  const values = await rowValues(source, definition.driver, found.touchpoints);
  const doers = doersOf(found, values);
  const all = values.names.flatMap((name, code) => (name === null ? [] : [rowOf(doers, name, code)]));
  const done = all.filter(({ profiles }) => Number(profiles) > 0);
  const told = done.filter(({ profiles }) => Number(profiles) >= fewestPeople);
  return {
    columns,
    rows: told.toSorted((left, right) => strength(right) - strength(left)).slice(0, definition.max_values),
    totals: {
      converted: doers.convertedTotal,
      dropped: doers.droppedTotal,
      drivers: done.length,
      hidden_under_25_people: done.length - told.length,
    },
  };
};
