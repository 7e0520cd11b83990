// Funnels: how far people get on the way through given steps. A definition → rows, out of one snapshot.
import {
  type FunnelDefinition,
  funnelDefinition,
  funnelKeys,
} from "../../models/analyses/funnel-definition.ts";
import type { AnalysisKind, Answer } from "./analysis-kind.ts";
import { countSteps, type StepCount } from "./funnels/count-steps.ts";
import { explainFunnel } from "./funnels/explain-funnel.ts";
import { type FoundAttempts, funnelAttempts } from "./funnels/funnel-attempts.ts";
import { funnelPeople, peopleColumns } from "./funnels/funnel-people.ts";
import { funnelStepLabels } from "./funnels/funnel-plan.ts";
import { stepColumns, stepRows, stepTotals } from "./funnels/step-rows.ts";
import { breakdown } from "./funnels/views/breakdown.ts";
import { drivers } from "./funnels/views/drivers.ts";
import { timeToConvert } from "./funnels/views/time-to-convert.ts";
import { trend } from "./funnels/views/trend.ts";
import type { AnalysisSource } from "./source/open-source.ts";

const counted = ({ attempts, plan, touchpoints }: FoundAttempts): StepCount[] =>
  countSteps(attempts, plan.steps, touchpoints.rows.time)[0] ?? [];

const steps = async (source: AnalysisSource, definition: FunnelDefinition): Promise<Answer> => {
  const found = await funnelAttempts(source, definition);
  const counts = counted(found);
  return {
    columns: stepColumns,
    rows: stepRows(counts, funnelStepLabels(definition), found.plan.isOptional),
    totals: stepTotals(counts),
  };
};

const answer = (source: AnalysisSource, definition: FunnelDefinition): Promise<Answer> => {
  const { show, breakdown: key } = definition;
  if (show === "time") return timeToConvert(source, definition);
  if (show === "trend") return trend(source, definition);
  if (show === "drivers") return drivers(source, definition);
  return key === undefined ? steps(source, definition) : breakdown(source, definition, key);
};

const people = async (source: AnalysisSource, definition: FunnelDefinition): Promise<Answer> => {
  const { rows, found } = await funnelPeople(source, definition);
  return { columns: peopleColumns, rows, totals: stepTotals(counted(found)) };
};

export const funnelKind: AnalysisKind<FunnelDefinition> = {
  name: "funnel",
  schema: funnelDefinition,
  keys: funnelKeys,
  named: ({ funnels }) => funnels.map((given) => funnelDefinition.parse(given)),
  answer,
  people,
  explain: explainFunnel,
};
