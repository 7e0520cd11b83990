// Funnels by brute force: every chain of touchpoints of every attempt is tried (rule 8).
import {
  type FunnelDefinition,
  funnelWindowSeconds,
  stepConditions,
} from "../../../models/analyses/funnel-definition.ts";
import type { Config } from "../../../models/config.ts";
import { firstOf, lastOf, median, microsPerSecond, rate, type Row, wholeSeconds } from "../measures.ts";
import { fits } from "../records/conditions.ts";
import type { Touchpoint } from "./touchpoints.ts";

/** Touchpoints that stand for steps 1, 2, … of a funnel. */
type Chain = readonly Touchpoint[];

const fitsStep = (touchpoint: Touchpoint, definition: FunnelDefinition, step: number): boolean => {
  const wanted = definition.steps[step];
  return (
    wanted !== undefined &&
    stepConditions(wanted).some((condition) => fits(touchpoint.event, condition, touchpoint.label))
  );
};

const windowMicros = (definition: FunnelDefinition): number =>
  Math.round(funnelWindowSeconds(definition) * microsPerSecond);

/** Whether a touchpoint may follow a chain: another one, not before its last, within the window of its first. */
const mayFollow = (
  chain: Chain,
  next: Touchpoint,
  inbound: readonly Touchpoint[],
  definition: FunnelDefinition,
): boolean => {
  const [first, last] = [firstOf(chain), lastOf(chain)];
  const isLater =
    definition.ties === "convert"
      ? next.event.at >= last.event.at && !chain.includes(next)
      : inbound.indexOf(next) > inbound.indexOf(last);
  return isLater && next.event.at - first.event.at <= windowMicros(definition);
};

/** Of two chains the longer; of equally long ones that whose first different step is earlier. */
const betterChain = (left: Chain, right: Chain): Chain => {
  if (left.length !== right.length) return left.length > right.length ? left : right;
  const place = left.findIndex((touchpoint, index) => touchpoint.event.at !== right[index]?.event.at);
  return place === -1 || (left[place]?.event.at ?? 0) < (right[place]?.event.at ?? 0) ? left : right;
};

const longestFrom = (chain: Chain, inbound: readonly Touchpoint[], definition: FunnelDefinition): Chain => {
  let best = chain;
  for (const next of inbound) {
    if (!fitsStep(next, definition, chain.length) || !mayFollow(chain, next, inbound, definition)) continue;
    best = betterChain(best, longestFrom([...chain, next], inbound, definition));
  }
  return best;
};

/** The best chain of each attempt, in canonical order of the attempts. */
export const attemptsOf = (inbound: readonly Touchpoint[], definition: FunnelDefinition): Chain[] =>
  inbound
    .filter((touchpoint) => fitsStep(touchpoint, definition, 0))
    .map((touchpoint) => longestFrom([touchpoint], inbound, definition));

interface Best {
  readonly chain: Chain;
  /** Some attempt that got as far may still go on. */
  readonly isOpen: boolean;
}

const bestOf = (inbound: readonly Touchpoint[], definition: FunnelDefinition, dataEnd: number): Best[] => {
  const attempts = attemptsOf(inbound, definition);
  const furthest = attempts.filter((chain) => attempts.every((other) => other.length <= chain.length));
  const [chain] = furthest;
  if (chain === undefined) return [];
  const isOpen = furthest.some((one) => dataEnd - firstOf(one).event.at < windowMicros(definition));
  return [{ chain, isOpen }];
};

const stepRow = (definition: FunnelDefinition, step: number, all: readonly Best[]): Row => {
  const reached = all.filter(({ chain }) => chain.length > step);
  const before = all.filter(({ chain }) => chain.length > step - 1);
  const isLast = step === definition.steps.length - 1;
  const stopped = isLast ? [] : reached.filter(({ chain }) => chain.length === step + 1);
  const seconds = reached.flatMap(({ chain }) => {
    const [from, to] = [chain[step - 1], chain[step]];
    return from === undefined || to === undefined ? [] : [wholeSeconds(to.event.at - from.event.at)];
  });
  return {
    funnel_name: definition.name,
    step_number: step + 1,
    profiles: reached.length,
    went_on: reached.length - stopped.length,
    dropped: stopped.filter(({ isOpen }) => !isOpen).length,
    open: stopped.filter(({ isOpen }) => isOpen).length,
    conversion_from_previous: step === 0 ? null : rate(reached.length, before.length),
    conversion_from_first: rate(reached.length, all.length),
    median_seconds_from_previous: step === 0 ? null : median(seconds),
  };
};

export const factFunnelSteps = (
  inboundByProfile: readonly (readonly Touchpoint[])[],
  config: Config,
  dataEnd: number,
): Row[] =>
  config.funnels.flatMap((definition) => {
    const all = inboundByProfile.flatMap((inbound) => bestOf(inbound, definition, dataEnd));
    return definition.steps.map((_condition, step) => stepRow(definition, step, all));
  });
