// What the journeys and funnels of the configuration would count if each event belonged to its most local identifier
// alone. Touchpoints are read once; every count is a pass over numbers.
import type { FunnelDefinition } from "../../../../models/analyses/funnel-definition.ts";
import { kindsOf } from "../../drop-offs/kinds.ts";
import { journeyVisits } from "../../drop-offs/visits.ts";
import { funnelKind } from "../../funnels.ts";
import { countSteps } from "../../funnels/count-steps.ts";
import { findAttempts } from "../../funnels/engine/find-attempts.ts";
import { unitStartsOf } from "../../funnels/engine/plan.ts";
import { askedChoices, funnelPlan, funnelStepLabels } from "../../funnels/funnel-plan.ts";
import { funnelWords } from "../../funnels/funnel-touchpoints.ts";
import { codeOfEach, labelCodes, unchanged } from "../../source/label-codes.ts";
import { loadTouchpoints, type Touchpoints } from "../../source/load-touchpoints.ts";
import { cutJourneys, dayMicros, journeyNamed } from "../../source/named-journey.ts";
import { type AnalysisSource, dataEndMicros } from "../../source/open-source.ts";
import { knownPersons } from "../../source/persons/known-persons.ts";
import { AskedConditions, type PointContext } from "../../source/points.ts";
import { configuredStarts } from "../../source/session-cuts.ts";
import { addDropOffs, addJourneys, addTransitions, type Named } from "./journey-counts.ts";

export interface UpliftCount {
  readonly analysis: string;
  readonly name: string;
  readonly key: string;
  readonly counted: number;
}

interface Read {
  readonly source: AnalysisSource;
  readonly touchpoints: Touchpoints;
  readonly named: Named;
  readonly asked: AskedConditions;
}

const countJourneys = async ({ source, touchpoints, named, asked }: Read): Promise<UpliftCount[]> => {
  const found: UpliftCount[] = [];
  const starts = await configuredStarts(source, touchpoints);
  const isKnown = await knownPersons(source);
  const dataEnd = dataEndMicros(source);
  const context: PointContext = { touchpoints, codes: named.code, labels: named.labels, asked };
  for (const { name } of source.loaded.config.journeys) {
    const add = (analysis: string, key: string, counted: number): void => {
      if (counted > 0) found.push({ analysis, name, key, counted });
    };
    const journey = journeyNamed(source, name);
    const cuts = cutJourneys(source, context, journey);
    const visits = journeyVisits(touchpoints, cuts, starts);
    const idle = Math.round(journey.idle_days * dayMicros);
    const kind = kindsOf(touchpoints, visits, { channel: named.channel, isKnown, idle, dataEnd });
    addJourneys(touchpoints, cuts, add);
    addDropOffs(visits, kind, named, add);
    addTransitions(cuts, named, add);
  }
  return found;
};

const countFunnel = async (
  { source, touchpoints }: Read,
  definition: FunnelDefinition,
): Promise<UpliftCount[]> => {
  const plan = funnelPlan(definition);
  const time = touchpoints.at;
  const rows = {
    unitStarts: unitStartsOf(touchpoints.person),
    time,
    ...(await funnelWords(source, definition, touchpoints)),
  };
  const attempts = findAttempts(rows, plan, { dataEnd: dataEndMicros(source) });
  const labels = funnelStepLabels(definition);
  return (countSteps(attempts, plan.steps, time)[0] ?? []).flatMap(({ reached }, step) =>
    reached === 0
      ? []
      : [
          {
            analysis: "funnel_steps",
            name: definition.name,
            key: `${String(step + 1)}. ${labels[step] ?? ""}`,
            counted: reached,
          },
        ],
  );
};

const countPeople = ({ person, rows }: Touchpoints): UpliftCount[] => {
  let people = 0;
  for (let row = 0; row < rows; row += 1) if (row === 0 || person[row] !== person[row - 1]) people += 1;
  return [
    { analysis: "people", name: "", key: "people", counted: people },
    { analysis: "people", name: "", key: "inbound_touchpoints", counted: rows },
  ];
};

/** Only what counts something. The source is unstitched. */
export const unstitchedCounts = async (source: AnalysisSource): Promise<UpliftCount[]> => {
  const { config } = source.loaded;
  const asked = new AskedConditions();
  for (const { start, goal } of config.journeys) asked.add(start === undefined ? [goal] : [start, goal]);
  // Published funnels count people.
  const funnels = funnelKind
    .named(config)
    .map((definition) => ({ ...definition, count: "profiles" as const }));
  const hasItems = funnels.some((funnel) =>
    askedChoices(funnel)
      .flat()
      .some((condition) => condition["item"] !== undefined),
  );
  const touchpoints = await loadTouchpoints(source, asked.all, { hasItems });
  const steps = await labelCodes(source.session, { label: "step", ...unchanged });
  const byChannel = await labelCodes(source.session, { label: "channel", ...unchanged });
  const named = {
    labels: steps.labels,
    code: codeOfEach(touchpoints, steps),
    channels: byChannel.labels,
    channel: codeOfEach(touchpoints, byChannel),
  };
  const read = { source, touchpoints, named, asked };
  const counts = [...countPeople(touchpoints), ...(await countJourneys(read))];
  for (const funnel of funnels) counts.push(...(await countFunnel(read, funnel)));
  return counts.filter(({ counted }) => counted > 0);
};
