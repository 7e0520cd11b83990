// A definition → the attempts that count, out of one snapshot. What every view of a funnel begins with.
import type { FunnelDefinition } from "../../../models/analyses/funnel-definition.ts";
import { type AnalysisSource, dataEndMicros } from "../source/open-source.ts";
import type { Attempts } from "./engine/attempts.ts";
import { findAttempts } from "./engine/find-attempts.ts";
import type { FunnelPlan } from "./engine/plan.ts";
import { askedChoices, funnelPlan } from "./funnel-plan.ts";
import { type FunnelTouchpoints, funnelTouchpoints } from "./funnel-touchpoints.ts";
import { checkConditions } from "../source/known-words.ts";

export interface FoundAttempts {
  readonly plan: FunnelPlan;
  readonly touchpoints: FunnelTouchpoints;
  readonly attempts: Attempts;
  /** Microseconds; minus infinity where there is no event yet. */
  readonly dataEnd: number;
}

/** In modes that let other touchpoints break an attempt, every touchpoint is wanted. */
const wantsAll = ({ order, modes }: FunnelPlan): boolean =>
  order === "strict" || modes?.includes("strict_order") === true;

/** Loads touchpoints and conditions' bits, every touchpoint where `isWhole`. Throws usage for unknown words. */
export const loadFunnel = async (
  source: AnalysisSource,
  definition: FunnelDefinition,
  isWhole: boolean,
): Promise<{ plan: FunnelPlan; touchpoints: FunnelTouchpoints; dataEnd: number }> => {
  await checkConditions(source, askedChoices(definition).flat());
  const plan = funnelPlan(definition);
  const touchpoints = await funnelTouchpoints(source, definition, isWhole || wantsAll(plan));
  return { plan, touchpoints, dataEnd: dataEndMicros(source) };
};

/** The attempts that count. */
export const funnelAttempts = async (
  source: AnalysisSource,
  definition: FunnelDefinition,
  isWhole = false,
): Promise<FoundAttempts> => {
  const loaded = await loadFunnel(source, definition, isWhole);
  const { touchpoints, plan, dataEnd } = loaded;
  return { ...loaded, attempts: findAttempts(touchpoints.rows, plan, { dataEnd }) };
};
