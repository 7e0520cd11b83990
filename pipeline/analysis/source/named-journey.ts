// The journeys of the configuration by their name, cut out of touchpoints.
import type { Condition } from "../../../models/condition.ts";
import { PolkuError } from "../../../models/errors.ts";
import { suggestionSentence } from "../../config/nearest.ts";
import { type JourneyCuts, journeyCuts } from "./journey-cuts.ts";
import { type AnalysisSource, dataEndMicros } from "./open-source.ts";
import { bitAt, type PointContext } from "./points.ts";

export interface Journey {
  readonly start: Condition | undefined;
  readonly goal: Condition;
  readonly idle_days: number;
}

export const dayMicros = 86_400_000_000;

/** The journeys of that name in the configuration. Throws usage where there is none. */
export const journeyNamed = ({ loaded }: AnalysisSource, name: string): Journey => {
  const { journeys } = loaded.config;
  const found = journeys.find((journey) => journey.name === name);
  if (found !== undefined) return { ...found, start: found.start };
  const names = journeys.map((journey) => journey.name);
  const hint = names.length === 0 ? "the configuration defines none." : suggestionSentence(name, names);
  throw new PolkuError("usage", {
    problem: `There is no journey ${JSON.stringify(name.slice(0, 80))}; ${hint}`,
  });
};

/** The conditions of the journey must have been asked for: see AskedConditions. */
export const cutJourneys = (
  source: AnalysisSource,
  { touchpoints, asked }: PointContext,
  { start, goal, idle_days }: Journey,
): JourneyCuts =>
  journeyCuts(touchpoints, {
    start: start === undefined ? undefined : bitAt(asked.place(start)),
    goal: bitAt(asked.place(goal)),
    idle: Math.round(idle_days * dayMicros),
    dataEnd: dataEndMicros(source),
  });
