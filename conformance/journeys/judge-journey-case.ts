// Gives a case of journeys to the adapter of its `query.kind`. An adapter turns the case into a workspace and a
// definition of ours, asks the public API, and holds the answer against what is expected.
import type { Verdict } from "../verdict.ts";
import { edgeListAdapter } from "./edge-list-adapter.ts";
import { funnelAdapter, funnelEntryModesAdapter, funnelTotalsAdapter } from "./funnels/funnel-adapter.ts";
import { funnelValidationAdapter } from "./funnels/funnel-validation-adapter.ts";
import {
  funnelTrendAdapter,
  oddsRatioAdapter,
  timeToConvertAdapter,
} from "./funnels/funnel-views-adapter.ts";
import { windowFunnelAdapter } from "./funnels/window-funnel-adapter.ts";
import { type JourneyCase, journeyCase } from "./journey-case.ts";
import { nextNodeAdapter } from "./next-node-adapter.ts";
import { pathsAdapter } from "./paths-adapter.ts";
import { sessionsAdapter } from "./sessions-adapter.ts";
import { transitionsAdapter } from "./transitions-adapter.ts";

/** Plays one case of a kind. */
export type JourneyAdapter = (example: JourneyCase) => Promise<Verdict>;

/** The only list: one line and one file for each kind of query. */
const adapters: Readonly<Record<string, JourneyAdapter>> = {
  paths: pathsAdapter,
  funnelPaths: pathsAdapter,
  validateEdges: edgeListAdapter,
  transitions: transitionsAdapter,
  nextNode: nextNodeAdapter,
  sessionize: sessionsAdapter,
  eventSessions: sessionsAdapter,
  funnel: funnelAdapter,
  funnelEntryModes: funnelEntryModesAdapter,
  funnelTotals: funnelTotalsAdapter,
  funnelValidation: funnelValidationAdapter,
  windowFunnel: windowFunnelAdapter,
  timeToConvert: timeToConvertAdapter,
  funnelTrend: funnelTrendAdapter,
  oddsRatio: oddsRatioAdapter,
};

/** Plays one case, as its file gives it. */
export const judgeJourneyCase = async (given: unknown): Promise<Verdict> => {
  const parsed = journeyCase.safeParse(given);
  if (!parsed.success) return { kind: "unsupported", reason: "it has not the shape of a case of journeys" };
  const adapter = adapters[parsed.data.query.kind];
  return adapter === undefined
    ? { kind: "unsupported", reason: `nothing answers the query kind ${parsed.data.query.kind}` }
    : adapter(parsed.data);
};
