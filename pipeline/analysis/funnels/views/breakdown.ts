// A funnel's steps for each value of something: whose value counts is said by the attribution.
import type { AnalysisRow } from "../../../../models/analyses/analysis-result.ts";
import type { FunnelDefinition } from "../../../../models/analyses/funnel-definition.ts";
import type { Answer } from "../../analysis-kind.ts";
import type { AnalysisSource } from "../../source/open-source.ts";
import { countSteps, type StepCount } from "../count-steps.ts";
import type { Attempts } from "../engine/attempts.ts";
import { findAttempts } from "../engine/find-attempts.ts";
import type { FunnelRows } from "../engine/plan.ts";
import { type FoundAttempts, funnelAttempts } from "../funnel-attempts.ts";
import { funnelStepLabels } from "../funnel-plan.ts";
import { isOfFirst, type RowValues, rowValues } from "../row-values.ts";
import { stepColumns, stepRows, stepTotals } from "../step-rows.ts";
import { rowsByValue } from "./rows-by-value.ts";

/** The first code that is not 0. */
const firstOf = (codes: Iterable<number>): number => {
  for (const code of codes) if (code !== 0) return code;
  return 0;
};

/** The code that counts for each attempt. */
const attributed = (
  { attempts }: FoundAttempts,
  { of }: RowValues,
  { attribution, attribution_step: step = 1 }: FunnelDefinition,
): Int32Array =>
  attempts.unit.map((_unit, attempt) => {
    const rows = attempts.rows.subarray(attempts.offset[attempt] ?? 0, attempts.offset[attempt + 1] ?? 0);
    const codes = rows.map((row) => (row === -1 ? 0 : (of[row] ?? 0)));
    if (attribution === "step") return codes[step - 1] ?? 0;
    return firstOf(attribution === "last" ? codes.toReversed() : codes);
  });

interface Valued {
  readonly attempts: Attempts;
  readonly rows: FunnelRows;
  readonly codes: Int32Array;
}

/** All steps of an attempt have one value: people are looked at once for each value they have. */
const separately = ({ plan, touchpoints, dataEnd }: FoundAttempts, values: RowValues): Valued => {
  const { rows, codeOfUnit } = rowsByValue(touchpoints.rows, values);
  const attempts = findAttempts(rows, plan, { dataEnd });
  return { attempts, rows, codes: attempts.unit.map((unit) => codeOfUnit[unit] ?? 0) };
};

/** The values with most attempts, each a group; all others are one more, the last. */
const grouped = (
  codes: Int32Array,
  names: RowValues["names"],
  most: number,
): { readonly groups: (string | null)[]; readonly of: Int32Array } => {
  const counts = new Int32Array(names.length);
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1;
  const present = [...names.keys()].filter((code) => (counts[code] ?? 0) > 0);
  const ranked = present.toSorted(
    (left, right) => (counts[right] ?? 0) - (counts[left] ?? 0) || left - right,
  );
  const groupOf = new Int32Array(names.length).fill(most);
  ranked.slice(0, most).forEach((code, group) => {
    groupOf[code] = group;
  });
  const groups = ranked.slice(0, most).map((code) => names[code] ?? null);
  if (ranked.length > most) groups.push("(others)");
  return { groups, of: codes.map((code) => groupOf[code] ?? most) };
};

const rowsOf = (
  groups: readonly (string | null)[],
  counts: readonly (readonly StepCount[])[],
  definition: FunnelDefinition,
  isOptional: readonly boolean[],
): AnalysisRow[] =>
  groups.flatMap((value, group) =>
    stepRows(counts[group] ?? [], funnelStepLabels(definition), isOptional).map((row) => ({
      breakdown_value: value,
      ...row,
    })),
  );

export const breakdown = async (
  source: AnalysisSource,
  definition: FunnelDefinition,
  key: string,
): Promise<Answer> => {
  const found = await funnelAttempts(source, definition, isOfFirst(key));
  const values = await rowValues(source, key, found.touchpoints);
  const { attempts, rows, codes } =
    definition.attribution === "all"
      ? separately(found, values)
      : {
          attempts: found.attempts,
          rows: found.touchpoints.rows,
          codes: attributed(found, values, definition),
        };
  const { groups, of } = grouped(codes, values.names, definition.max_values);
  const { steps, isOptional } = found.plan;
  const counts = countSteps(attempts, steps, rows.time, { count: groups.length, of });
  const all = countSteps(found.attempts, steps, found.touchpoints.rows.time)[0] ?? [];
  return {
    columns: ["breakdown_value", ...stepColumns],
    rows: rowsOf(groups, counts, definition, isOptional),
    totals: { ...stepTotals(all), values: new Set(codes).size },
  };
};
