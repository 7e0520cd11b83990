// Sessions: how often people came, for how long, by the channel in which they began. A definition → rows.
import type { AnalysisRow } from "../../models/analyses/analysis-result.ts";
import {
  type SessionsDefinition,
  sessionsDefinition,
  sessionsKeys,
} from "../../models/analyses/sessions-definition.ts";
import { isoFromMicros } from "../warehouse/plain-value.ts";
import type { AnalysisKind, Answer, Explanation } from "./analysis-kind.ts";
import { quantile } from "./numbers/quantiles.ts";
import { type CutSessions, cutSessions, sessionEndings } from "./sessions/cut-sessions.ts";
import { dayBeginnings, dayOf } from "./sessions/local-days.ts";
import { codeOfEach, labelCodes, unchanged } from "./source/label-codes.ts";
import { checkConditions } from "./source/known-words.ts";
import { loadTouchpoints, secondsBetween, stitchedSql, type Touchpoints } from "./source/load-touchpoints.ts";
import type { AnalysisSource } from "./source/open-source.ts";
import { AskedConditions, keptRows, markedRows, type PointContext, pointList } from "./source/points.ts";
import { profilesAt } from "./source/persons/profiles-at.ts";
import { configuredGap, configuredStarts, givenGap, sessionStarts } from "./source/session-cuts.ts";

interface Found {
  readonly touchpoints: Touchpoints;
  readonly channels: readonly string[];
  readonly channel: Int32Array;
  readonly labels: readonly string[];
  readonly codes: Int32Array;
  readonly cut: CutSessions;
}

const splitsOf = async (
  source: AnalysisSource,
  touchpoints: Touchpoints,
  { gap_minutes, gap_boundary, start, end }: SessionsDefinition,
  kept: Uint8Array | undefined,
): Promise<Uint8Array | Int32Array> => {
  const isByEvents = start !== undefined || end !== undefined;
  if (gap_minutes === undefined && isByEvents) return new Uint8Array(touchpoints.rows);
  if (gap_minutes === undefined && kept === undefined) return configuredStarts(source, touchpoints);
  const gap = await configuredGap(source);
  if (gap_minutes === undefined) return sessionStarts(touchpoints, gap, kept);
  return sessionStarts(
    touchpoints,
    givenGap(gap_minutes, gap_boundary === "splits", gap.ofKind.length),
    kept,
  );
};

/** Splits also where the day changed since the person's touchpoint before. */
const splitAtMidnight = async (
  source: AnalysisSource,
  { rows, person, at }: Touchpoints,
  splits: Uint8Array | Int32Array,
  kept: Uint8Array | undefined,
): Promise<Uint8Array> => {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const instant of at) [from, to] = [Math.min(from, instant), Math.max(to, instant)];
  const also = Uint8Array.from(splits);
  if (rows === 0) return also;
  const days = await dayBeginnings(source, from, to);
  let before = -1;
  for (let row = 0; row < rows; row += 1) {
    if (kept !== undefined && kept[row] === 0) continue;
    const isSame = before >= 0 && person[row] === person[before];
    if (isSame && dayOf(days, at[row] ?? 0) !== dayOf(days, at[before] ?? 0)) also[row] = 1;
    before = row;
  }
  return also;
};

const findSessions = async (source: AnalysisSource, definition: SessionsDefinition): Promise<Found> => {
  const { start, end, include, exclude } = definition;
  const asked = new AskedConditions();
  for (const points of [start, end, include, exclude]) asked.add(pointList(points));
  await checkConditions(source, asked.all);
  const steps = await labelCodes(source.session, { label: "step", ...unchanged });
  const byChannel = await labelCodes(source.session, { label: "channel", ...unchanged });
  const touchpoints = await loadTouchpoints(source, asked.all, { hasItems: false });
  const codes = codeOfEach(touchpoints, steps);
  const context: PointContext = { touchpoints, codes, labels: steps.labels, asked };
  const kept = keptRows(context, { include: pointList(include), exclude: pointList(exclude) });
  const splits = await splitsOf(source, touchpoints, definition, kept);
  return {
    touchpoints,
    channels: byChannel.labels,
    channel: codeOfEach(touchpoints, byChannel),
    labels: steps.labels,
    codes,
    cut: cutSessions(touchpoints, {
      kept,
      splits: definition.midnight_reset ? await splitAtMidnight(source, touchpoints, splits, kept) : splits,
      begins: start === undefined ? undefined : markedRows(context, [start]),
      ends: end === undefined ? undefined : markedRows(context, [end]),
    }),
  };
};

interface Group {
  readonly name: string;
  sessions: number;
  profiles: number;
  touchpoints: number;
  seconds: number;
  lastPerson: number;
  readonly durations: number[];
}

const groupRow = (group: Group, isByChannel: boolean): AnalysisRow => {
  const durations = Int32Array.from(group.durations);
  const share = (of: number): number | null => quantile(durations, 0, durations.length, of);
  return {
    ...(isByChannel ? { first_channel: group.name } : {}),
    sessions: group.sessions,
    profiles: group.profiles,
    touchpoints: group.touchpoints,
    mean_duration_seconds: group.seconds / group.sessions,
    median_duration_seconds: share(0.5),
    p90_duration_seconds: share(0.9),
  };
};

const gather = ({ touchpoints, channels, channel, cut }: Found, isByChannel: boolean): Group[] => {
  const names = isByChannel ? channels : ["all"];
  const groups = names.map((name): Group => ({
    name,
    sessions: 0,
    profiles: 0,
    touchpoints: 0,
    seconds: 0,
    lastPerson: -1,
    durations: [],
  }));
  for (let session = 0; session < cut.sessions; session += 1) {
    const [first, last] = [cut.first[session] ?? 0, cut.last[session] ?? 0];
    const group = groups[isByChannel ? (channel[first] ?? 0) : 0];
    if (group === undefined) continue;
    const person = touchpoints.person[first] ?? 0;
    const seconds = secondsBetween(touchpoints, first, last);
    group.sessions += 1;
    group.touchpoints += cut.touchpoints[session] ?? 0;
    group.seconds += seconds;
    group.durations.push(seconds);
    if (group.lastPerson !== person) group.profiles += 1;
    group.lastPerson = person;
  }
  return groups
    .filter(({ sessions }) => sessions > 0)
    .toSorted((left, right) => right.sessions - left.sessions);
};

const totalsOf = (found: Found): Answer["totals"] => {
  const [all] = gather(found, false);
  return { sessions: all?.sessions ?? 0, profiles: all?.profiles ?? 0, touchpoints: all?.touchpoints ?? 0 };
};

const measures = ["mean_duration_seconds", "median_duration_seconds", "p90_duration_seconds"];

const answer = async (source: AnalysisSource, definition: SessionsDefinition): Promise<Answer> => {
  const found = await findSessions(source, definition);
  const isByChannel = definition.by === "first_channel";
  return {
    columns: [...(isByChannel ? ["first_channel"] : []), "sessions", "profiles", "touchpoints", ...measures],
    rows: gather(found, isByChannel).map((group) => groupRow(group, isByChannel)),
    totals: totalsOf(found),
  };
};

const personColumns = [
  "profile_id",
  "step",
  "kind",
  "next_channel",
  "session_number",
  "started_at",
  "ended_at",
];

const people = async (source: AnalysisSource, definition: SessionsDefinition): Promise<Answer> => {
  const found = await findSessions(source, definition);
  const { touchpoints, cut, labels, codes, channels, channel } = found;
  const { person, at, place } = touchpoints;
  const ids = await profilesAt(
    source,
    cut.first.map((row) => place[row] ?? 0),
  );
  const iso = (row: number): string => isoFromMicros(BigInt(at[row] ?? 0));
  let number = 0;
  const rows = Array.from(cut.first, (first, session): AnalysisRow => {
    const last = cut.last[session] ?? 0;
    number = session > 0 && person[first] === person[cut.first[session - 1] ?? 0] ? number + 1 : 1;
    const isSeenAgain = person[last] === person[last + 1];
    return {
      profile_id: ids[session] ?? null,
      step: labels[codes[last] ?? 0] ?? null,
      kind: sessionEndings[cut.ending[session] ?? 0] ?? null,
      next_channel: isSeenAgain ? (channels[channel[last + 1] ?? 0] ?? null) : null,
      session_number: number,
      started_at: iso(first),
      ended_at: iso(last),
      duration_seconds: secondsBetween(touchpoints, first, last),
      touchpoints: cut.touchpoints[session] ?? 0,
    };
  });
  return { columns: [...personColumns, "duration_seconds", "touchpoints"], rows, totals: totalsOf(found) };
};

const explain = ({
  gap_minutes,
  gap_boundary,
  midnight_reset,
  start,
  end,
}: SessionsDefinition): Explanation => ({
  method: [
    gap_minutes === undefined
      ? "Sessions end by the silence of the configuration, unless start or end is given."
      : `A silence of ${String(gap_minutes)} minutes or more ends a session${gap_boundary === "joins" ? ", exactly so many do not" : ""}.`,
    ...(midnight_reset ? ["Midnight in the configured time zone ends one too."] : []),
    ...(start === undefined ? [] : ["A session begins with `start` alone."]),
    ...(end === undefined
      ? []
      : ["A session ends with `end`; one without it ends with its last touchpoint."]),
  ],
  sql: [stitchedSql.replaceAll(/\s+/g, " ")],
});

export const sessionsKind: AnalysisKind<SessionsDefinition> = {
  name: "sessions",
  schema: sessionsDefinition,
  keys: sessionsKeys,
  named: () => [sessionsDefinition.parse({})],
  answer,
  people,
  comparing: ({ by }) => ({
    keys: by === "first_channel" ? ["first_channel"] : [],
    shares: [{ hits: "sessions", total: "sessions" }],
  }),
  explain,
};
