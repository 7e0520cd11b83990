// What the oracle says of shoppers: its tables of journeys, from events as the store holds them.
import type { Config } from "../../models/config.ts";
import { factFunnelSteps } from "../oracle/journeys/funnels.ts";
import { allJourneys, factJourneys } from "../oracle/journeys/journeys.ts";
import { factSessions, sessionsOf } from "../oracle/journeys/sessions.ts";
import { factJourneySteps, factPaths, factPathTransitions } from "../oracle/journeys/steps-and-paths.ts";
import { factTouchpoints, isInbound, type Touchpoint } from "../oracle/journeys/touchpoints.ts";
import { factDropOffPoints, factDropOffs, visitsOf } from "../oracle/journeys/visits.ts";
import { firstOf, groupBy, type Row } from "../oracle/measures.ts";
import { configured, isExcluded, stepLabelOf } from "../oracle/records/configured.ts";
import { canonicalOrder, type Event } from "../oracle/records/event.ts";
import { moment } from "./shopper-store.ts";
import type { Shopper, ShopperEvent } from "./shoppers.ts";

const eventOf = (given: ShopperEvent, config: Config): Event =>
  configured(
    {
      source: given.source ?? "shop",
      event_id: given.event_id,
      channel: given.channel ?? "web",
      event_type: given.event_type ?? "page_viewed",
      vendor_event: given.vendor_event ?? null,
      direction: given.direction ?? "inbound",
      at: Number(moment(given.at)),
      sequence: given.sequence ?? 0,
      revision: null,
      carried: [],
      identity_action: "observed",
      item: given.item ?? null,
      campaign: given.campaign ?? null,
      cents: given.value === undefined ? null : Math.round(Number(given.value) * 100),
      currency: given.currency ?? null,
      traits: given.traits ?? {},
      consent: {},
      properties: given.properties ?? {},
    },
    config,
  );

const touchpointsOf = ({ name, isKnown, events }: Shopper, config: Config, dataEnd: number): Touchpoint[] => {
  const anchor = { namespace: isKnown ? "email" : "anonymous_id", value: name };
  return events
    .map((given) => eventOf(given, config))
    .filter((event) => event.at <= dataEnd && event.event_type !== "profile_updated")
    .filter((event) => !isExcluded(event, config))
    .toSorted(canonicalOrder)
    .map((event, index) => ({
      event,
      profile: { profile_id: `p_${name}`, anchor, identifiers: [anchor], isKnown },
      number: index + 1,
      label: stepLabelOf(event, config),
      matchedNamespace: anchor.namespace,
      isAnonymous: !isKnown,
      cents: event.currency === null || event.currency === config.currency ? event.cents : null,
    }));
};

/** The oracle's tables of journeys, as of `dataEnd`. */
export const oracleOfShoppers = (
  shoppers: readonly Shopper[],
  config: Config,
  dataEnd: bigint,
): Readonly<Record<string, readonly Row[]>> => {
  const end = Number(dataEnd);
  const touchpoints = shoppers.flatMap((shopper) => touchpointsOf(shopper, config, end));
  const inbound = groupBy(touchpoints.filter(isInbound), ({ profile }) => profile.profile_id);
  const sessions = [...inbound.values()].flatMap((own) => sessionsOf(own, config));
  const names = new Map(
    sessions.flatMap((session) => session.touchpoints.map((one) => [one, session.session_id] as const)),
  );
  const sessionOf = (touchpoint: Touchpoint): string => names.get(touchpoint) ?? "";
  const journeys = allJourneys([...inbound.values()], config, end);
  const visits = visitsOf(
    journeys,
    sessionOf,
    (journey) => inbound.get(firstOf(journey.touchpoints).profile.profile_id) ?? [],
  );
  return {
    fct_touchpoints: factTouchpoints(touchpoints, (touchpoint) => names.get(touchpoint) ?? null),
    fct_sessions: factSessions(sessions),
    fct_journeys: factJourneys(journeys, sessionOf),
    fct_journey_steps: factJourneySteps(journeys),
    fct_path_transitions: factPathTransitions(journeys),
    fct_paths: factPaths(journeys, config),
    fct_drop_off_points: factDropOffPoints(visits),
    fct_drop_offs: factDropOffs(visits),
    fct_funnel_steps: factFunnelSteps([...inbound.values()], config, end),
  };
};
