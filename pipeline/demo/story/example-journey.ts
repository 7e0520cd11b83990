// One person's way to a purchase as an example: a journey that crosses channels, step by step.
import type { LoadedConfig } from "../../config.ts";
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
  /** What joins the identifiers of the person: each link with the event that first carried both ends. */
  readonly links: readonly JoiningLink[];
}

export interface JoiningLink {
  /** `namespace:value`, the stronger identifier first. */
  readonly from: string;
  readonly to: string;
  readonly source: string;
  readonly event_id: string;
  readonly occurred_at: string;
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
      any_value(fct_journeys.channels) desc, count(distinct fct_touchpoints.matched_namespace) desc,
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

/** Links between people's and devices' identifiers; those with an order or a ticket join nothing else. */
const linksSql = (profileId: string): string => `with held as (
      select namespace, value from dim_profile_identifiers
      where profile_id = '${profileId}' and kind <> 'token' and not is_shared
  )
  select
      namespace_a || ':' || value_a as "from", namespace_b || ':' || value_b as "to",
      first_source as source, first_event_id as event_id, first_seen_at as occurred_at
  from identity_links
  semi join held as a on namespace_a = a.namespace and value_a = a.value
  semi join held as b on namespace_b = b.namespace and value_b = b.value
  where not is_refused
  order by first_seen_at, "from", "to"`;

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

const linkOf = (row: Row): JoiningLink => ({
  from: plainText(row["from"]),
  to: plainText(row["to"]),
  source: plainText(row["source"]),
  event_id: plainText(row["event_id"]),
  occurred_at: plainText(row["occurred_at"]),
});

/** The example of a snapshot, the same for the same data; null where no journey is long enough. */
export const exampleJourney = async (
  loaded: LoadedConfig,
  snapshot: string,
): Promise<ExampleJourney | null> => {
  const [chosen] = await queryRows(loaded, chooseSql, { snapshot });
  if (chosen === undefined) return null;
  const journeyId = plainText(chosen["journey_id"]);
  const touchpoints = await queryRows(loaded, touchpointsSql(journeyId), { snapshot });
  const profileId = plainText(chosen["profile_id"]);
  const links = await queryRows(loaded, linksSql(profileId), { snapshot });
  return { journeyId, profileId, steps: collapse(touchpoints), links: links.map(linkOf) };
};
