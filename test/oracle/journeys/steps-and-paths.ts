// Steps of journeys, what flows between labels, and whole paths (rules 4, 5 and 6).
import type { Config } from "../../../models/config.ts";
import {
  compareText,
  countDistinct,
  firstOf,
  groupBy,
  isoTime,
  lastOf,
  mean,
  median,
  quantile,
} from "../measures.ts";
import { rate, type Row, wholeSeconds } from "../measures.ts";
import type { Journey, Step } from "./journeys.ts";

const profileOf = (journey: Journey): string => firstOf(journey.touchpoints).profile.profile_id;

const secondsBetween = (before: Step | undefined, step: Step): number | null =>
  before === undefined
    ? null
    : wholeSeconds(firstOf(step.touchpoints).event.at - lastOf(before.touchpoints).event.at);

export const factJourneySteps = (journeys: readonly Journey[]): Row[] =>
  journeys.flatMap((journey) =>
    journey.steps.map((step, index): Row => {
      const isLast = index === journey.steps.length - 1;
      return {
        journey_id: journey.journey_id,
        step_number: index + 1,
        journey_name: journey.name,
        profile_id: profileOf(journey),
        step_label: step.label,
        channel: firstOf(step.touchpoints).event.channel,
        first_at: isoTime(firstOf(step.touchpoints).event.at),
        last_at: isoTime(lastOf(step.touchpoints).event.at),
        touchpoints: step.touchpoints.length,
        seconds_from_previous: secondsBetween(journey.steps[index - 1], step),
        is_last_step: isLast,
        is_goal: isLast && journey.outcome === "converted",
      };
    }),
  );

interface Flow {
  readonly journey: Journey;
  readonly from: string;
  readonly to: string;
  readonly seconds: number | null;
}

const flowsOf = (journey: Journey): Flow[] => {
  const labels = ["(start)", ...journey.steps.map((step) => step.label), `(${journey.outcome})`];
  return labels.slice(1).map((to, index) => {
    const step = journey.steps[index];
    const seconds = step === undefined ? null : secondsBetween(journey.steps[index - 1], step);
    return { journey, from: labels[index] ?? "", to, seconds };
  });
};

export const factPathTransitions = (journeys: readonly Journey[]): Row[] => {
  const flows = journeys.flatMap(flowsOf);
  const groups = groupBy(flows, ({ journey, from, to }) => JSON.stringify([journey.name, from, to]));
  return [...groups.values()].map((group) => {
    const seconds = group.map((flow) => flow.seconds).filter((value) => value !== null);
    return {
      journey_name: firstOf(group).journey.name,
      from_label: firstOf(group).from,
      to_label: firstOf(group).to,
      transitions: group.length,
      journeys: countDistinct(group.map(({ journey }) => journey.journey_id)),
      profiles: countDistinct(group.map(({ journey }) => profileOf(journey))),
      mean_seconds: mean(seconds),
      median_seconds: median(seconds),
      p90_seconds: quantile(seconds, 0.9),
    };
  });
};

const pathOf = (journey: Journey, config: Config): string => {
  const labels = journey.steps.map((step) => step.label);
  const most = config.paths.max_steps;
  return (labels.length > most ? [...labels.slice(0, most), "…"] : labels).join(" > ");
};

const durationOf = ({ touchpoints }: Journey): number =>
  wholeSeconds(lastOf(touchpoints).event.at - firstOf(touchpoints).event.at);

const pathRow = (path: string, group: readonly Journey[], all: number, config: Config): Row => {
  const ended = (outcome: string): number => group.filter((journey) => journey.outcome === outcome).length;
  return {
    journey_name: firstOf(group).name,
    path,
    steps: Math.min(firstOf(group).steps.length, config.paths.max_steps),
    journeys: group.length,
    share: rate(group.length, all),
    converted: ended("converted"),
    dropped: ended("dropped"),
    open: ended("open"),
    conversion_rate: rate(ended("converted"), group.length),
    median_duration_seconds: median(group.map(durationOf)),
  };
};

export const factPaths = (journeys: readonly Journey[], config: Config): Row[] =>
  [...groupBy(journeys, ({ name }) => name).values()].flatMap((named) =>
    [...groupBy(named, (journey) => pathOf(journey, config))]
      .toSorted(([left, some], [right, others]) => others.length - some.length || compareText(left, right))
      .map(([path, group], index) => ({
        ...pathRow(path, group, named.length, config),
        path_rank: index + 1,
      })),
  );
