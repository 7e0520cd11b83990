// Where people went after a visit that ended without the goal: by step, channel and kind, and by what came next.
import type { AnalysisRow } from "../../../models/analyses/analysis-result.ts";
import { quantile } from "../numbers/quantiles.ts";
import { secondsBetween } from "../source/load-touchpoints.ts";
import type { FoundVisits } from "./found-visits.ts";
import { dropOffKinds, noDropOff } from "./kinds.ts";

export const moveColumns = [
  "step_label",
  "channel",
  "drop_off_kind",
  "next_channel",
  "next_step",
  "drop_offs",
  "journeys",
  "profiles",
  "median_seconds_until_next",
];

interface Group {
  readonly row: number;
  readonly next: number;
  readonly kind: number;
  dropOffs: number;
  journeys: number;
  profiles: number;
  lastJourney: number;
  lastPerson: number;
  readonly seconds: number[];
}

const add = ({ touchpoints, journeys }: FoundVisits, group: Group, row: number, next: number): void => {
  const journey = journeys.journey[row] ?? -1;
  const person = touchpoints.person[row] ?? -1;
  group.dropOffs += 1;
  // A journey's visits stand together, and so do a person's.
  if (group.lastJourney !== journey) group.journeys += 1;
  if (group.lastPerson !== person) group.profiles += 1;
  group.lastJourney = journey;
  group.lastPerson = person;
  if (next >= 0) group.seconds.push(secondsBetween(touchpoints, row, next));
};

const newGroup = (row: number, next: number, kind: number): Group => ({
  row,
  next,
  kind,
  dropOffs: 0,
  journeys: 0,
  profiles: 0,
  lastJourney: -1,
  lastPerson: -1,
  seconds: [],
});

const groupsOf = (found: FoundVisits, told: Uint8Array): Group[] => {
  const { visits, kind, code, channel, labels, channels } = found;
  const groups = new Map<number, Group>();
  for (let visit = 0; visit < visits.visits; visit += 1) {
    const own = kind[visit] ?? noDropOff;
    if (told[visit] === 0 || own === noDropOff) continue;
    const [row, next] = [visits.last[visit] ?? 0, visits.next[visit] ?? -1];
    const label = (code[row] ?? 0) * (labels.length + 1) + (next < 0 ? 0 : (code[next] ?? 0) + 1);
    const place = (channel[row] ?? 0) * (channels.length + 1) + (next < 0 ? 0 : (channel[next] ?? 0) + 1);
    const key = (label * (channels.length + 1) ** 2 + place) * dropOffKinds.length + own;
    const group = groups.get(key) ?? newGroup(row, next, own);
    groups.set(key, group);
    add(found, group, row, next);
  }
  return [...groups.values()];
};

/** The most frequent move first. */
export const moveRows = (found: FoundVisits, told: Uint8Array): AnalysisRow[] => {
  const { code, channel, labels, channels } = found;
  return groupsOf(found, told)
    .toSorted((one, other) => other.dropOffs - one.dropOffs)
    .map((group): AnalysisRow => {
      const { row, next, kind, dropOffs, journeys, profiles } = group;
      const seconds = Int32Array.from(group.seconds);
      return {
        step_label: labels[code[row] ?? 0] ?? null,
        channel: channels[channel[row] ?? 0] ?? null,
        drop_off_kind: dropOffKinds[kind] ?? null,
        next_channel: next < 0 ? null : (channels[channel[next] ?? 0] ?? null),
        next_step: next < 0 ? null : (labels[code[next] ?? 0] ?? null),
        drop_offs: dropOffs,
        journeys,
        profiles,
        median_seconds_until_next: quantile(seconds, 0, seconds.length, 0.5),
      };
    });
};
