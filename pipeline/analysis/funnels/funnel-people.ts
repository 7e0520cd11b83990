// The people behind a funnel: how far each got, and where they were seen next, in which channel and after how long.
import type { FunnelDefinition } from "../../../models/analyses/funnel-definition.ts";
import type { AnalysisRow } from "../../../models/analyses/analysis-result.ts";
import type { AnalysisSource } from "../source/open-source.ts";
import { profilesAt } from "../source/persons/profiles-at.ts";
import { secondsBetween } from "./count-steps.ts";
import { type FoundAttempts, funnelAttempts } from "./funnel-attempts.ts";
import { funnelStepLabels } from "./funnel-plan.ts";

export const peopleColumns = [
  "profile_id",
  "step",
  "step_number",
  "kind",
  "started_at",
  "reached_at",
  "next_step",
  "next_channel",
  "seconds_until_next",
];

const isoTime = (micros: number): string => {
  const rest = ((micros % 1000) + 1000) % 1000;
  const millis = new Date((micros - rest) / 1000).toISOString();
  return rest === 0 ? millis : `${millis.slice(0, -1)}${String(rest).padStart(3, "0")}Z`;
};

/** The rows of the first and the last touchpoint of an attempt, by time. */
const ends = ({ attempts, touchpoints }: FoundAttempts, attempt: number): readonly [number, number] => {
  const rows = attempts.rows.subarray(attempts.offset[attempt] ?? 0, attempts.offset[attempt + 1] ?? 0);
  const { time } = touchpoints.rows;
  const taken = [...rows].filter((row) => row !== -1);
  const last = taken.reduce(
    (best, row) => ((time[row] ?? 0) >= (time[best] ?? 0) ? row : best),
    taken[0] ?? 0,
  );
  return [taken[0] ?? 0, last];
};

const kindOf = ({ attempts, plan }: FoundAttempts, attempt: number): string => {
  if (attempts.level[attempt] === plan.steps) return "converted";
  return attempts.isOpen[attempt] === 1 ? "open" : "dropped";
};

type Kinds = readonly Readonly<Record<string, unknown>>[];

/** What the person did right after a touchpoint; nulls where nothing is known of it. */
const nextOf = ({ touchpoints }: FoundAttempts, row: number, kinds: Kinds): AnalysisRow => {
  const { person, kind, rows } = touchpoints;
  if (person[row + 1] !== person[row])
    return { next_step: null, next_channel: null, seconds_until_next: null };
  const { step_label, channel } = kinds[kind[row + 1] ?? 0] ?? {};
  return {
    next_step: typeof step_label === "string" ? step_label : null,
    next_channel: typeof channel === "string" ? channel : null,
    seconds_until_next: secondsBetween(rows.time[row] ?? 0, rows.time[row + 1] ?? 0),
  };
};

/** A row for each attempt that counts, in the order of people. */
export const funnelPeople = async (
  source: AnalysisSource,
  definition: FunnelDefinition,
): Promise<{ readonly rows: AnalysisRow[]; readonly found: FoundAttempts }> => {
  const found = await funnelAttempts(source, definition, true);
  const { attempts, touchpoints } = found;
  const { time } = touchpoints.rows;
  const labels = funnelStepLabels(definition);
  const kinds = await source.session.rows("select step_label, channel from kinds order by kind_key");
  const bounds = Array.from({ length: attempts.count }, (_, attempt) => ends(found, attempt));
  const places = Int32Array.from(bounds, ([, last]) => touchpoints.place[last] ?? 0);
  const ids = await profilesAt(source, places);
  const rows = bounds.map(([first, last], attempt) => {
    const level = attempts.level[attempt] ?? 0;
    return {
      profile_id: ids[attempt] ?? null,
      step: labels[level - 1] ?? null,
      step_number: level,
      kind: kindOf(found, attempt),
      started_at: isoTime(time[first] ?? 0),
      reached_at: isoTime(time[last] ?? 0),
      ...nextOf(found, last, kinds),
    };
  });
  return { rows, found };
};
