// The oracle: every table inside the law, from raw lines and a configuration, written from the contract alone.
// Slow and obviously right: plain arrays and loops. It shares no code with the pipeline.
import type { Config } from "../../models/config.ts";
import { attributionOf } from "./identity/profiles.ts";
import { identityAttributionModes } from "./identity/attribution-modes.ts";
import { dimHouseholdProfiles, dimHouseholds } from "./identity/households.ts";
import { identify } from "./identity/identity.ts";
import { dimProfileIdentifiers, identityLinks, identityRefusals } from "./identity/identity-tables.ts";
import { factFunnelSteps } from "./journeys/funnels.ts";
import { allJourneys, factJourneys } from "./journeys/journeys.ts";
import { dimProfiles } from "./journeys/profile-table.ts";
import { factSessions, type Session, sessionsOf } from "./journeys/sessions.ts";
import { factJourneySteps, factPaths, factPathTransitions } from "./journeys/steps-and-paths.ts";
import { factTouchpoints, isInbound, type Touchpoint, touchpointsOf } from "./journeys/touchpoints.ts";
import { factDropOffPoints, factDropOffs, visitsOf } from "./journeys/visits.ts";
import { firstOf, groupBy, type Row } from "./measures.ts";
import { chooseRecords } from "./records/choose-records.ts";
import { configured, isExcluded } from "./records/configured.ts";
import type { Arrival, Event } from "./records/event.ts";
import { microsOf, readRecord } from "./records/read-record.ts";

export interface OracleOptions {
  /** ISO time; where there is none, the greatest stored time that is not later than the run's start. */
  readonly dataEnd?: string | undefined;
  readonly runStart: string;
  readonly secret: Buffer;
}

export interface Counts {
  readonly records: number;
  readonly mapped: number;
  readonly quarantined_records: number;
  readonly stored: number;
  readonly unattributed: number;
  readonly future: number;
  readonly excluded: number;
}

export interface OracleResult {
  readonly tables: Readonly<Record<string, readonly Row[]>>;
  readonly counts: Counts;
  /** Microseconds; null where nothing is stored up to the run's start. */
  readonly dataEnd: number | null;
}

const endOfData = (stored: readonly Event[], options: OracleOptions): number | null => {
  if (options.dataEnd !== undefined) return microsOf(options.dataEnd);
  const start = microsOf(options.runStart) ?? 0;
  const times = stored.map(({ at }) => at).filter((at) => at <= start);
  return times.length === 0 ? null : Math.max(...times);
};

interface Evaluated {
  readonly tables: Readonly<Record<string, readonly Row[]>>;
  readonly unattributed: number;
}

const evaluate = (stored: readonly Event[], dataEnd: number, config: Config, secret: Buffer): Evaluated => {
  const identity = identify(stored, dataEnd, config, secret);
  const touchpoints = touchpointsOf(identity, config);
  const inbound = groupBy(touchpoints.filter(isInbound), ({ profile }) => profile.profile_id);
  const inboundByProfile = [...inbound.values()];
  const sessions = inboundByProfile.flatMap((own) => sessionsOf(own, config));
  const sessionIdOf = sessionNames(sessions);
  const journeys = allJourneys(inboundByProfile, config, dataEnd);
  const visits = visitsOf(
    journeys,
    (touchpoint) => sessionIdOf(touchpoint) ?? "",
    (journey) => inbound.get(firstOf(journey.touchpoints).profile.profile_id) ?? [],
  );
  return {
    unattributed: identity.evidence.filter((one) => attributionOf(one, identity) === undefined).length,
    tables: {
      dim_profiles: dimProfiles(identity, touchpoints, sessions),
      dim_profile_identifiers: dimProfileIdentifiers(identity),
      identity_attribution_modes: identityAttributionModes(identity, journeys),
      dim_households: dimHouseholds(identity, secret),
      dim_household_profiles: dimHouseholdProfiles(identity, secret),
      identity_links: identityLinks(identity),
      identity_refusals: identityRefusals(identity),
      fct_touchpoints: factTouchpoints(touchpoints, sessionIdOf),
      fct_sessions: factSessions(sessions),
      fct_journeys: factJourneys(journeys, (touchpoint) => sessionIdOf(touchpoint) ?? ""),
      fct_journey_steps: factJourneySteps(journeys),
      fct_path_transitions: factPathTransitions(journeys),
      fct_paths: factPaths(journeys, config),
      fct_drop_off_points: factDropOffPoints(visits),
      fct_drop_offs: factDropOffs(visits),
      fct_funnel_steps: factFunnelSteps(inboundByProfile, config, dataEnd),
    },
  };
};

const sessionNames = (sessions: readonly Session[]): ((touchpoint: Touchpoint) => string | null) => {
  const names = new Map(
    sessions.flatMap(({ session_id, touchpoints }) => touchpoints.map((one) => [one, session_id] as const)),
  );
  return (touchpoint) => names.get(touchpoint) ?? null;
};

/** Every table inside the law, and the counts that a run reports, for records in any order of arrival. */
export const oracle = (
  arrivals: readonly Arrival[],
  config: Config,
  options: OracleOptions,
): OracleResult => {
  const readings = arrivals.map((arrival) => readRecord(arrival, config));
  const mapped = readings.flatMap((reading) => ("event" in reading ? [reading.event] : []));
  const stored = chooseRecords(mapped).map((event) => configured(event, config));
  const dataEnd = endOfData(stored, options);
  const { tables, unattributed } = evaluate(
    stored,
    dataEnd ?? Number.NEGATIVE_INFINITY,
    config,
    options.secret,
  );
  return {
    tables,
    dataEnd,
    counts: {
      records: arrivals.length,
      mapped: mapped.length,
      quarantined_records: arrivals.length - mapped.length,
      stored: stored.length,
      unattributed,
      future: stored.filter(({ at }) => at > (dataEnd ?? Number.NEGATIVE_INFINITY)).length,
      excluded: stored.filter((event) => isExcluded(event, config)).length,
    },
  };
};
