// Journeys: from a profile's first fitting inbound touchpoint to the goal, a long silence, or now (rule 2).
import type { Config, JourneyConfig } from "../../../models/config.ts";
import { collapse, countDistinct, firstOf, isoTime, lastOf, type Row, wholeSeconds } from "../measures.ts";
import { fits } from "../records/conditions.ts";
import { channelsOf, touchpointName } from "./sessions.ts";
import { type Touchpoint, valueOf } from "./touchpoints.ts";

export type Outcome = "converted" | "dropped" | "open";

export interface Journey {
  readonly journey_id: string;
  readonly name: string;
  readonly number: number;
  readonly outcome: Outcome;
  readonly touchpoints: readonly Touchpoint[];
  readonly steps: readonly Step[];
}

export interface Step {
  readonly label: string;
  readonly touchpoints: readonly Touchpoint[];
}

/** Neighbours with one label are one step. */
export const stepsOf = (touchpoints: readonly Touchpoint[]): Step[] => {
  const runs: { label: string; touchpoints: Touchpoint[] }[] = [];
  for (const touchpoint of touchpoints) {
    const run = runs.at(-1);
    if (run?.label === touchpoint.label) run.touchpoints.push(touchpoint);
    else runs.push({ label: touchpoint.label, touchpoints: [touchpoint] });
  }
  return runs;
};

interface Run {
  outcome: Outcome;
  readonly touchpoints: Touchpoint[];
}

const runsOf = (inbound: readonly Touchpoint[], definition: JourneyConfig, dataEnd: number): Run[] => {
  const idle = Math.round(definition.idle_days * 86_400_000_000);
  const runs: Run[] = [];
  let current: Run | null = null;
  for (const touchpoint of inbound) {
    const { event, label } = touchpoint;
    if (current !== null && event.at - lastOf(current.touchpoints).event.at > idle) {
      current.outcome = "dropped";
      current = null;
    }
    if (current === null && (definition.start === undefined || fits(event, definition.start, label))) {
      current = { outcome: "open", touchpoints: [] };
      runs.push(current);
    }
    current?.touchpoints.push(touchpoint);
    if (current !== null && fits(event, definition.goal, label)) {
      current.outcome = "converted";
      current = null;
    }
  }
  if (current !== null && dataEnd - lastOf(current.touchpoints).event.at > idle) current.outcome = "dropped";
  return runs;
};

/** Journeys of one definition of one profile's inbound touchpoints, given in canonical order. */
export const journeysOf = (
  inbound: readonly Touchpoint[],
  definition: JourneyConfig,
  dataEnd: number,
): Journey[] =>
  runsOf(inbound, definition, dataEnd).map(({ outcome, touchpoints }, index) => ({
    journey_id: `${definition.name}:${touchpointName(firstOf(touchpoints))}`,
    name: definition.name,
    number: index + 1,
    outcome,
    touchpoints,
    steps: stepsOf(touchpoints),
  }));

export const factJourneys = (
  journeys: readonly Journey[],
  sessionOf: (touchpoint: Touchpoint) => string,
): Row[] =>
  journeys.map(({ journey_id, name, number, outcome, touchpoints, steps }) => {
    const [first, last] = [firstOf(touchpoints), lastOf(touchpoints)];
    return {
      journey_id,
      journey_name: name,
      profile_id: first.profile.profile_id,
      journey_number: number,
      started_at: isoTime(first.event.at),
      ended_at: isoTime(last.event.at),
      duration_seconds: wholeSeconds(last.event.at - first.event.at),
      outcome,
      touchpoints: touchpoints.length,
      steps: steps.length,
      sessions: countDistinct(touchpoints.map(sessionOf)),
      channels: countDistinct(channelsOf(touchpoints)),
      first_channel: first.event.channel,
      last_channel: last.event.channel,
      channel_path: collapse(channelsOf(touchpoints)).join(" > "),
      last_step_label: lastOf(steps).label,
      value: valueOf(touchpoints),
    };
  });

/** The journeys of every profile and definition. */
export const allJourneys = (
  inboundByProfile: readonly (readonly Touchpoint[])[],
  config: Config,
  dataEnd: number,
): Journey[] =>
  inboundByProfile.flatMap((inbound) =>
    config.journeys.flatMap((definition) => journeysOf(inbound, definition, dataEnd)),
  );
