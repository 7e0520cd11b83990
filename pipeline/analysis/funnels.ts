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
import { funnelPictures } from "../pictures/answers/funnel-pictures.ts";
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

/** Steps by how many of those who entered got so far; periods and values by how many of their own converted. */
const comparing: NonNullable<AnalysisKind<FunnelDefinition>["comparing"]> = ({ show, breakdown: key }) => {
  if (show === "drivers") return undefined;
  if (show === "time") {
    return { keys: ["from_seconds", "to_seconds"], shares: [{ hits: "profiles", total: "converted" }] };
  }
  if (show === "trend") return { keys: ["period_start"], shares: [{ hits: "converted", of: "profiles" }] };
  const value = key === undefined ? [] : ["breakdown_value"];
  return {
    keys: [...value, "step_number", "step_label"],
    shares: [{ hits: "profiles", total: "entered" }],
  };
};

export const funnelKind: AnalysisKind<FunnelDefinition> = {
  name: "funnel",
  schema: funnelDefinition,
  keys: funnelKeys,
  named: ({ funnels }) => funnels,
  answer,
  people,
  comparing,
  pictures: funnelPictures,
  drawsPeople: ({ show, breakdown: key }) => show === "steps" && key === undefined,
  explain: explainFunnel,
};
