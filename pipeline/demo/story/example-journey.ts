// One person's way to a purchase as an example: a journey that crosses channels, step by step.
import type { ExplainResult } from "../../../models/results/identity.ts";
import type { LoadedConfig } from "../../config.ts";
import { explain } from "../../questions/explain.ts";
import { queryRows } from "../../snapshots/query.ts";
import { plainText } from "../../warehouse/plain-value.ts";
import type { Row } from "../../warehouse/session.ts";

export interface ExampleStep {
  readonly at: string;
  readonly channel: string;
  readonly step: string;
  readonly touchpoints: number;
  /** The namespaces of the identifiers by which its events were matched. */
  readonly matchedBy: readonly string[];
  readonly campaign: string | null;
  readonly value: string | null;
}

export interface ExampleJourney {
  readonly journeyId: string;
  readonly profileId: string;
  readonly steps: readonly ExampleStep[];
  /** What joins the identifiers of people and devices: from the anchor on, each link with its first event. */
  readonly links: ExplainResult["chain"];
}

/** Many channels, many kinds of identifier, anonymous in part, and short enough to be read. */
const chooseSql = `select fct_journeys.journey_id, any_value(fct_journeys.profile_id) as profile_id
  from fct_journeys
  inner join fct_touchpoints
      on fct_journeys.profile_id = fct_touchpoints.profile_id
      and fct_touchpoints.direction = 'inbound'
      and fct_touchpoints.occurred_at between fct_journeys.started_at and fct_journeys.ended_at
  where fct_journeys.journey_name = 'purchase' and fct_journeys.outcome = 'converted'
      and fct_journeys.steps between 5 and 12
  group by fct_journeys.journey_id
  order by
      any_value(fct_journeys.channels) desc, bool_or(fct_touchpoints.event_type = 'ticket_created') desc,
      count(distinct fct_touchpoints.matched_namespace) desc,
      count(*) filter (where fct_touchpoints.is_anonymous) desc, any_value(fct_journeys.steps),
      fct_journeys.journey_id
  limit 1`;

const touchpointsSql = (journeyId: string): string => `select fct_touchpoints.*
  from fct_journeys
  inner join fct_touchpoints
      on fct_journeys.profile_id = fct_touchpoints.profile_id
      and fct_touchpoints.direction = 'inbound'
      and fct_touchpoints.occurred_at between fct_journeys.started_at and fct_journeys.ended_at
  where fct_journeys.journey_id = '${journeyId.replaceAll("'", "''")}'
  order by fct_touchpoints.touchpoint_number`;

const textOrNull = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** Equal neighbours are one step, as in every path. */
const collapse = (touchpoints: readonly Row[]): ExampleStep[] => {
  const steps: ExampleStep[] = [];
  for (const touchpoint of touchpoints) {
    const step = plainText(touchpoint["step_label"]);
    const matchedBy = plainText(touchpoint["matched_namespace"]);
    const before = steps.at(-1)?.step === step ? steps.pop() : undefined;
    steps.push({
      at: before?.at ?? plainText(touchpoint["occurred_at"]),
      channel: plainText(touchpoint["channel"]),
      step,
      touchpoints: (before?.touchpoints ?? 0) + 1,
      matchedBy: [...new Set([...(before?.matchedBy ?? []), matchedBy])],
      campaign: before?.campaign ?? textOrNull(touchpoint["campaign"]),
      value: textOrNull(touchpoint["value"]) ?? before?.value ?? null,
    });
  }
  return steps;
};

/** The links that hold a profile together. Those of an order or a ticket are left out: they join nothing else. */
const joiningLinks = async (config: string, profileId: string): Promise<ExplainResult["chain"]> => {
  const { chain, identifiers } = await explain({ config, subject: profileId });
  const tokens = identifiers.filter(({ kind }) => kind === "token");
  const names = new Set(tokens.map(({ namespace, value }) => `${namespace}:${value}`));
  return chain.filter(({ from, to }) => !names.has(from) && !names.has(to));
};

/** The example of the current snapshot, the same for the same data; null where no journey is long enough. */
export const exampleJourney = async (
  loaded: LoadedConfig,
  snapshot: string,
): Promise<ExampleJourney | null> => {
  const [chosen] = await queryRows(loaded, chooseSql, { snapshot });
  if (chosen === undefined) return null;
  const journeyId = plainText(chosen["journey_id"]);
  const touchpoints = await queryRows(loaded, touchpointsSql(journeyId), { snapshot });
  const profileId = plainText(chosen["profile_id"]);
  const links = await joiningLinks(loaded.file, profileId);
  return { journeyId, profileId, steps: collapse(touchpoints), links };
};
