// Sessions: runs of inbound touchpoints of one profile without a gap (TABLES 5, rules 1, 3 and 5).
import type { Config } from "../../../models/config.ts";
import { collapse, countDistinct, firstOf, isoTime, lastOf, type Row, wholeSeconds } from "../measures.ts";
import { type Touchpoint, valueOf } from "./touchpoints.ts";

export interface Session {
  readonly session_id: string;
  readonly number: number;
  readonly touchpoints: readonly Touchpoint[];
}

const gapMicros = (channel: string, config: Config): number =>
  Math.round((config.sessions.channel_gap_minutes[channel] ?? config.sessions.gap_minutes) * 60_000_000);

/** The name of a touchpoint, from which sessions and journeys take theirs. */
export const touchpointName = ({ event }: Touchpoint): string => `${event.source}:${event.event_id}`;

export const channelsOf = (touchpoints: readonly Touchpoint[]): string[] =>
  touchpoints.map(({ event }) => event.channel);

/** Sessions of one profile's inbound touchpoints, given in canonical order. */
export const sessionsOf = (inbound: readonly Touchpoint[], config: Config): Session[] => {
  const runs: Touchpoint[][] = [];
  for (const touchpoint of inbound) {
    const run = runs.at(-1);
    const before = run?.at(-1);
    const isNear =
      before !== undefined && touchpoint.event.at - before.event.at < gapMicros(before.event.channel, config);
    if (run !== undefined && isNear) run.push(touchpoint);
    else runs.push([touchpoint]);
  }
  return runs.map((touchpoints, index) => ({
    session_id: touchpointName(firstOf(touchpoints)),
    number: index + 1,
    touchpoints,
  }));
};

export const factSessions = (sessions: readonly Session[]): Row[] =>
  sessions.map(({ session_id, number, touchpoints }) => {
    const [first, last] = [firstOf(touchpoints), lastOf(touchpoints)];
    return {
      session_id,
      profile_id: first.profile.profile_id,
      session_number: number,
      started_at: isoTime(first.event.at),
      ended_at: isoTime(last.event.at),
      duration_seconds: wholeSeconds(last.event.at - first.event.at),
      touchpoints: touchpoints.length,
      channels: countDistinct(channelsOf(touchpoints)),
      first_channel: first.event.channel,
      last_channel: last.event.channel,
      channel_path: collapse(channelsOf(touchpoints)).join(" > "),
      entry_item: first.event.item,
      exit_item: last.event.item,
      value: valueOf(touchpoints),
    };
  });
