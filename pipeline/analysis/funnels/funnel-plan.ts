// A definition → what the pass is told, and the conditions whose bits it reads.
import {
  exclusionConditions,
  type FunnelDefinition,
  type FunnelStep,
  funnelWindowSeconds,
  isOptionalStep,
  stepConditions,
  stepName,
} from "../../../models/analyses/funnel-definition.ts";
import type { Condition } from "../../../models/condition.ts";
import { conditionLabel } from "../definitions/conditions.ts";
import type { FunnelPlan } from "./engine/plan.ts";

const second = 1_000_000;

/** Steps that ask for the same share a number. */
const classesOf = (steps: readonly FunnelStep[]): number[] => {
  const asked = steps.map((step) => JSON.stringify(stepConditions(step)));
  return asked.map((text) => asked.indexOf(text));
};

export const funnelPlan = (definition: FunnelDefinition): FunnelPlan => {
  const { steps, window_funnel: modes } = definition;
  return {
    steps: steps.length,
    order: definition.order,
    modes: modes ?? null,
    windowMicros: Math.round(funnelWindowSeconds(definition) * second),
    windowFrom: definition.window_from,
    ties: definition.ties,
    graceMicros: Math.round(definition.grace_seconds * second),
    entry: modes === undefined ? definition.entry : "first",
    counts: definition.count === "totals" ? "totals" : "people",
    isOptional: steps.map(isOptionalStep),
    classes: classesOf(steps),
    exclusions: definition.exclusions.map(({ from, to = steps.length }) => ({ from: from - 1, to: to - 1 })),
    onExclusion: definition.on_exclusion,
  };
};

/** For every step, then every exclusion: the conditions of which one must fit. */
export const askedChoices = ({ steps, exclusions }: FunnelDefinition): Condition[][] => [
  ...steps.map(stepConditions),
  ...exclusions.map(exclusionConditions),
];

/** Twice, because a replacement's last space can begin the next separator. */
const withoutSeparator = (label: string): string => label.replaceAll(" > ", " ＞ ").replaceAll(" > ", " ＞ ");

/** What steps are called in tables. Where they come in any order, a step is only so many of them. */
export const funnelStepLabels = ({ steps, order }: FunnelDefinition): string[] =>
  steps.map((step, place) =>
    order === "unordered"
      ? `any ${String(place + 1)} of ${String(steps.length)}`
      : withoutSeparator(stepName(step) ?? stepConditions(step).map(conditionLabel).join(" or ")),
  );
