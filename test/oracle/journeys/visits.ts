// Visits: what one journey did in one session, and where and how those without the goal ended (rule 7).
import {
  countDistinct,
  firstOf,
  groupBy,
  lastOf,
  median,
  rate,
  type Row,
  wholeSeconds,
} from "../measures.ts";
import type { Journey } from "./journeys.ts";
import type { Touchpoint } from "./touchpoints.ts";

export const dropOffKinds = [
  "continued_elsewhere",
  "continued_later",
  "came_back",
  "identity_lost",
  "gone",
  "open",
] as const;
type Kind = (typeof dropOffKinds)[number];

export interface Visit {
  readonly journey: Journey;
  readonly touchpoints: readonly Touchpoint[];
  /** Null where the visit holds the goal. */
  readonly dropOff: DropOff | null;
}

interface DropOff {
  readonly kind: Kind;
  readonly nextChannel: string | null;
  readonly secondsUntilNext: number | null;
}

const kindOf = (journey: Journey, last: Touchpoint, next: Touchpoint | undefined): Kind => {
  if (lastOf(journey.touchpoints) !== last) {
    return next?.event.channel === last.event.channel ? "continued_later" : "continued_elsewhere";
  }
  if (journey.outcome === "open") return "open";
  if (next !== undefined) return "came_back";
  return last.profile.isKnown ? "gone" : "identity_lost";
};

const dropOffOf = (journey: Journey, last: Touchpoint, inbound: readonly Touchpoint[]): DropOff | null => {
  if (journey.outcome === "converted" && lastOf(journey.touchpoints) === last) return null;
  const next = inbound[inbound.indexOf(last) + 1];
  return {
    kind: kindOf(journey, last, next),
    nextChannel: next?.event.channel ?? null,
    secondsUntilNext: next === undefined ? null : wholeSeconds(next.event.at - last.event.at),
  };
};

/** `inboundOf` gives all inbound touchpoints of the journey's profile, in canonical order. */
export const visitsOf = (
  journeys: readonly Journey[],
  sessionOf: (touchpoint: Touchpoint) => string,
  inboundOf: (journey: Journey) => readonly Touchpoint[],
): Visit[] =>
  journeys.flatMap((journey) =>
    [...groupBy(journey.touchpoints, sessionOf).values()].map((touchpoints) => ({
      journey,
      touchpoints,
      dropOff: dropOffOf(journey, lastOf(touchpoints), inboundOf(journey)),
    })),
  );

const profileOf = ({ touchpoints }: Visit): string => firstOf(touchpoints).profile.profile_id;

const lastLabel = ({ touchpoints }: Visit): string => lastOf(touchpoints).label;

const counts = (visits: readonly Visit[]): { journeys: number; profiles: number } => ({
  journeys: countDistinct(visits.map(({ journey }) => journey.journey_id)),
  profiles: countDistinct(visits.map(profileOf)),
});

const pointRow = (label: string, visits: readonly Visit[]): Row => {
  const reached = visits.filter(({ touchpoints }) => touchpoints.some((one) => one.label === label));
  const ended = reached.filter((visit) => visit.dropOff !== null && lastLabel(visit) === label);
  const kinds = dropOffKinds.map((kind) => [
    kind,
    ended.filter((visit) => visit.dropOff?.kind === kind).length,
  ]);
  return {
    step_label: label,
    visits_reached: reached.length,
    journeys_reached: counts(reached).journeys,
    profiles_reached: counts(reached).profiles,
    drop_offs: ended.length,
    drop_off_rate: rate(ended.length, reached.length),
    ...(Object.fromEntries(kinds) as Record<Kind, number>),
  };
};

/** A row for each label that a journey of the name reached. */
export const factDropOffPoints = (visits: readonly Visit[]): Row[] =>
  [...groupBy(visits, ({ journey }) => journey.name)].flatMap(([journey_name, named]) => {
    const labels = new Set(named.flatMap(({ touchpoints }) => touchpoints.map(({ label }) => label)));
    return [...labels].map((label) => ({ journey_name, ...pointRow(label, named) }));
  });

export const factDropOffs = (visits: readonly Visit[]): Row[] => {
  const ended = visits.flatMap((visit) =>
    visit.dropOff === null ? [] : [{ visit, dropOff: visit.dropOff }],
  );
  const key = ({ visit, dropOff }: (typeof ended)[number]): string =>
    JSON.stringify([
      visit.journey.name,
      lastLabel(visit),
      lastOf(visit.touchpoints).event.channel,
      dropOff.kind,
      dropOff.nextChannel,
    ]);
  return [...groupBy(ended, key).values()].map((group) => {
    const { visit, dropOff } = firstOf(group);
    const seconds = group.map((one) => one.dropOff.secondsUntilNext).filter((value) => value !== null);
    return {
      journey_name: visit.journey.name,
      step_label: lastLabel(visit),
      channel: lastOf(visit.touchpoints).event.channel,
      drop_off_kind: dropOff.kind,
      next_channel: dropOff.nextChannel,
      drop_offs: group.length,
      ...counts(group.map((one) => one.visit)),
      median_seconds_until_next: median(seconds),
    };
  });
};
