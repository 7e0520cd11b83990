// A definition of drop-offs → the visits it speaks of, each with its label, its channel and what became of it.
import type { DropOffsDefinition } from "../../../models/analyses/drop-offs-definition.ts";
import { PolkuError } from "../../../models/errors.ts";
import { knownPersons } from "../source/persons/known-persons.ts";
import { codeOfEach, labelCodes, unchanged } from "../source/label-codes.ts";
import type { JourneyCuts } from "../source/journey-cuts.ts";
import { loadTouchpoints, type Touchpoints } from "../source/load-touchpoints.ts";
import { cutJourneys, dayMicros, type Journey, journeyNamed } from "../source/named-journey.ts";
import { type AnalysisSource, dataEndMicros } from "../source/open-source.ts";
import { AskedConditions } from "../source/points.ts";
import { configuredStarts } from "../source/session-cuts.ts";
import { kindsOf } from "./kinds.ts";
import { journeyVisits, type Visits } from "./visits.ts";

export interface FoundVisits {
  readonly touchpoints: Touchpoints;
  readonly journeys: JourneyCuts;
  readonly visits: Visits;
  /** See kindsOf. */
  readonly kind: Uint8Array;
  readonly labels: readonly string[];
  /** By touchpoint. */
  readonly code: Int32Array;
  readonly channels: readonly string[];
  readonly channel: Int32Array;
  readonly dataEnd: number;
}

const journeyOf = (source: AnalysisSource, { journey, name }: DropOffsDefinition): Journey => {
  const { journeys } = source.loaded.config;
  // With one journey there is nothing to choose.
  const [only] = journeys.length === 1 && name === "drop-offs" ? journeys : [];
  if (journey === undefined && only === undefined && name === "drop-offs" && journeys.length > 1) {
    const names = journeys.map((one) => one.name).join(", ");
    throw new PolkuError("usage", { problem: `Which journey? Give a name: ${names}.` });
  }
  return journeyNamed(source, journey ?? only?.name ?? name);
};

/** Throws usage where the configuration has no such journey. */
export const findVisits = async (
  source: AnalysisSource,
  definition: DropOffsDefinition,
): Promise<FoundVisits> => {
  const journey = journeyOf(source, definition);
  const asked = new AskedConditions();
  if (journey.start !== undefined) asked.place(journey.start);
  asked.place(journey.goal);
  const labelling = await labelCodes(source.session, definition);
  const byChannel = await labelCodes(source.session, { label: "channel", ...unchanged });
  const touchpoints = await loadTouchpoints(source, asked.all);
  const code = codeOfEach(touchpoints, labelling);
  const channel = codeOfEach(touchpoints, byChannel);
  const journeys = cutJourneys(
    source,
    { touchpoints, codes: code, labels: labelling.labels, asked },
    journey,
  );
  const visits = journeyVisits(touchpoints, journeys, await configuredStarts(source, touchpoints));
  const dataEnd = dataEndMicros(source);
  const idle = Math.round(journey.idle_days * dayMicros);
  const isKnown = await knownPersons(source);
  const kind = kindsOf(touchpoints, visits, { channel, isKnown, idle, dataEnd });
  const { labels } = labelling;
  return { touchpoints, journeys, visits, kind, labels, code, channels: byChannel.labels, channel, dataEnd };
};
