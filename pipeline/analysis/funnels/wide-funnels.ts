// Funnels of the configuration that the models of the store do not find (another order, exclusions, steps that may be
// left out …): counted over all profiles by the pass of analyses, and added to fct_funnel_steps.
import { type FunnelDefinition, isPlainFunnel } from "../../../models/analyses/funnel-definition.ts";
import type { AnalysisCell } from "../../../models/analyses/analysis-result.ts";
import type { Condition } from "../../../models/condition.ts";
import type { Config } from "../../../models/config.ts";
import type { DataEnd } from "../../run/run-context.ts";
import { quotedText } from "../../warehouse/quoting.ts";
import { doubles, integers, type Session } from "../../warehouse/session.ts";
import type { ConditionMasks } from "../definitions/conditions.ts";
import { analysisMasks } from "../definitions/settings.ts";
import { wordBits } from "../source/condition-words.ts";
import { countSteps } from "./count-steps.ts";
import { findAttempts } from "./engine/find-attempts.ts";
import { type FunnelRows, unitStartsOf } from "./engine/plan.ts";
import { askedChoices, funnelPlan, funnelStepLabels } from "./funnel-plan.ts";
import { stepRows } from "./step-rows.ts";

/** Bits of choices, each where any of its conditions is among those that a touchpoint fits. */
const wordSql = (choices: readonly (readonly Condition[])[], masks: ConditionMasks): string => {
  const terms = choices.map((conditions, bit) => {
    const mask = conditions.map((condition) => masks.maskOf(condition)).join(" | ");
    return `case when (matches & (${mask})) <> 0 then ${String(1 << bit)} else 0 end`;
  });
  return terms.length === 0 ? "0" : terms.join(" + ");
};

const loadRows = async (
  session: Session,
  definition: FunnelDefinition,
  masks: ConditionMasks,
): Promise<FunnelRows> => {
  const choices = askedChoices(definition);
  const columns = await session.columns(
    `select
      profile_key::integer as person, epoch_us(occurred_at)::double as at,
      (${wordSql(choices.slice(0, wordBits), masks)})::integer as low,
      (${wordSql(choices.slice(wordBits), masks)})::integer as high
    from int_touchpoints where is_inbound
    order by profile_key, touchpoint_number`,
  );
  return {
    unitStarts: unitStartsOf(integers(columns["person"])),
    time: doubles(columns["at"]),
    low: integers(columns["low"]),
    high: choices.length > wordBits ? integers(columns["high"]) : null,
  };
};

const literal = (value: AnalysisCell): string => {
  if (typeof value === "string") return quotedText(value);
  if (typeof value !== "number" || Number.isInteger(value)) return String(value);
  // As a number it would be a decimal first, and lose its last bit.
  return `${quotedText(String(value))}::double`;
};

const insertSql = (definition: FunnelDefinition, rows: FunnelRows, dataEnd: number): string => {
  const plan = { ...funnelPlan(definition), counts: "people" as const };
  const [counts = []] = countSteps(findAttempts(rows, plan, { dataEnd }), plan.steps, rows.time);
  const values = stepRows(counts, funnelStepLabels(definition), plan.isOptional).map(
    ({ mean_seconds_from_previous: _mean, ...row }) =>
      `(${[definition.name, ...Object.values(row)].map(literal).join(", ")})`,
  );
  return `insert into fct_funnel_steps
    (funnel_name, step_number, step_label, profiles, went_on, dropped, open,
      conversion_from_previous, conversion_from_first, median_seconds_from_previous)
    values ${values.join(", ")}`;
};

/**
 * Adds their rows, inside the transaction that made fct_funnel_steps anew. It counts people, whatever the definition
 * counts; a configuration without such funnels costs nothing.
 */
export const countWideFunnels = async (session: Session, config: Config, dataEnd: DataEnd): Promise<void> => {
  const wide = config.funnels.filter((definition) => !isPlainFunnel(definition));
  if (wide.length === 0) return;
  const masks = analysisMasks(config);
  for (const definition of wide) {
    const rows = await loadRows(session, definition, masks);
    await session.run(
      insertSql(definition, rows, dataEnd === null ? Number.NEGATIVE_INFINITY : Number(dataEnd)),
    );
  }
};
