// Cases of ClickHouse's windowFunnel: how many steps each person got.
import { z } from "zod";
import { funnel } from "../../../pipeline/index.ts";
import { type Verdict, verdictOf } from "../../verdict.ts";
import { givenEvents, personNamespace } from "../given-events.ts";
import type { JourneyCase } from "../journey-case.ts";
import { playJourneyCase } from "../play-journey-case.ts";
import { difference } from "./funnel-query.ts";

const querySchema = z.looseObject({
  modes: z.array(z.string()).default([]),
  steps: z.array(z.string()),
  window: z.number(),
});

const identifiers = z.looseObject({ [personNamespace]: z.string() });

/** The persons of a case in the order in which it names them. */
const personsOf = (example: JourneyCase): string[] => [
  ...new Set(givenEvents(example).map((event) => identifiers.parse(event["identifiers"])[personNamespace])),
];

/** Kind `windowFunnel`. */
export const windowFunnelAdapter = (example: JourneyCase): Promise<Verdict> => {
  const { modes, steps, window } = querySchema.parse(example.query);
  const { levels } = z.looseObject({ levels: z.array(z.number()) }).parse(example.expect);
  const definition = {
    steps: steps.map((item) => ({ item })),
    window_seconds: window,
    window_funnel: modes.filter((mode) => mode !== "default"),
  };
  return playJourneyCase(example, {}, async ({ config, personOf }) => {
    const { rows } = await funnel({ config, definition, people: true });
    const found = new Map(rows.map((row) => [personOf.get(String(row["profile_id"])), row["step_number"]]));
    return verdictOf(
      difference(
        "levels",
        personsOf(example).map((person) => found.get(person) ?? 0),
        levels,
      ),
    );
  });
};
