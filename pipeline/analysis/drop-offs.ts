// Drop-offs: where visits end without the goal, what became of them, and where people went next.
import {
  type DropOffsDefinition,
  dropOffsDefinition,
  dropOffsKeys,
} from "../../models/analyses/drop-offs-definition.ts";
import type { AnalysisRow } from "../../models/analyses/analysis-result.ts";
import { isoFromMicros } from "../warehouse/plain-value.ts";
import type { AnalysisKind, Answer, Explanation } from "./analysis-kind.ts";
import { type FoundVisits, findVisits } from "./drop-offs/found-visits.ts";
import { dropOffKinds, lostKinds, noDropOff } from "./drop-offs/kinds.ts";
import { moveColumns, moveRows } from "./drop-offs/moves.ts";
import { periodsOf } from "./drop-offs/period.ts";
import { pointColumns, pointRows } from "./drop-offs/points.ts";
import { dropOffsPictures } from "../pictures/answers/drop-offs-pictures.ts";
import { significanceMethod } from "./numbers/significance.ts";
import { stitchedSql, secondsBetween } from "./source/load-touchpoints.ts";
import { touchpointValues } from "./drop-offs/money.ts";
import type { AnalysisSource } from "./source/open-source.ts";
import { profilesAt } from "./source/persons/profiles-at.ts";

/** Visits = goal visits + drop-offs; the lost ones are the dropped journeys. */
const totalsOf = ({ kind, visits }: FoundVisits, told: Uint8Array): Answer["totals"] => {
  const counts = new Map<number, number>();
  for (let visit = 0; visit < visits.visits; visit += 1) {
    if (told[visit] === 1) counts.set(kind[visit] ?? 0, (counts.get(kind[visit] ?? 0) ?? 0) + 1);
  }
  const of = (name: (typeof dropOffKinds)[number]): number => counts.get(dropOffKinds.indexOf(name)) ?? 0;
  const goals = counts.get(noDropOff) ?? 0;
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return {
    visits: all,
    goal_visits: goals,
    drop_offs: all - goals,
    dropped_journeys: lostKinds.reduce((sum, name) => sum + of(name), 0),
    open_journeys: of("open"),
  };
};

const answer = async (source: AnalysisSource, definition: DropOffsDefinition): Promise<Answer> => {
  const found = await findVisits(source, definition);
  const periods = periodsOf(found, definition.period_days);
  const totals = totalsOf(found, periods.now);
  if (definition.show === "moves")
    return { columns: moveColumns, rows: moveRows(found, periods.now), totals };
  const values = await touchpointValues(source, found.touchpoints);
  return {
    columns: pointColumns(periods.before !== undefined),
    rows: pointRows(found, values, periods),
    totals,
  };
};

const personColumns = [
  "profile_id",
  "step",
  "kind",
  "next_channel",
  "next_step",
  "channel",
  "ended_at",
  "seconds_until_next",
];

const people = async (source: AnalysisSource, definition: DropOffsDefinition): Promise<Answer> => {
  const found = await findVisits(source, definition);
  const { touchpoints, visits, kind, labels, code, channels, channel } = found;
  const { now } = periodsOf(found, definition.period_days);
  const told = Array.from(visits.last.keys()).filter(
    (visit) => now[visit] === 1 && kind[visit] !== noDropOff,
  );
  const last = (visit: number): number => visits.last[visit] ?? 0;
  const ids = await profilesAt(
    source,
    Int32Array.from(told, (visit) => touchpoints.place[last(visit)] ?? 0),
  );
  const at = (row: number): number => touchpoints.at[row] ?? 0;
  const rows = told.map((visit, index): AnalysisRow => {
    const [row, next] = [last(visit), visits.next[visit] ?? -1];
    return {
      profile_id: ids[index] ?? null,
      step: labels[code[row] ?? 0] ?? null,
      kind: dropOffKinds[kind[visit] ?? 0] ?? null,
      next_channel: next < 0 ? null : (channels[channel[next] ?? 0] ?? null),
      next_step: next < 0 ? null : (labels[code[next] ?? 0] ?? null),
      channel: channels[channel[row] ?? 0] ?? null,
      ended_at: isoFromMicros(BigInt(at(row))),
      seconds_until_next: next < 0 ? null : secondsBetween(touchpoints, row, next),
    };
  });
  return { columns: personColumns, rows, totals: totalsOf(found, now) };
};

const explain = ({ period_days }: DropOffsDefinition): Explanation => ({
  method: [
    "A visit is what one journey did in one session; one without the goal is a drop-off at its last step.",
    "Its kind is the first that fits: the journey goes on in another channel (continued_elsewhere) or the same (continued_later); it is open; the person is seen later (came_back); the person is not known (identity_lost); else gone.",
    "next_channel and next_step are the most frequent ones of the next inbound touchpoint.",
    "value_at_stake: the lost journeys × what converted journeys through the step brought ÷ journeys that reached it.",
    ...(period_days === undefined
      ? []
      : [
          `Visits that ended in the last ${String(period_days)} days, beside as many days before; p_value: ${significanceMethod}.`,
        ]),
  ],
  sql: [stitchedSql.replaceAll(/\s+/g, " ")],
});

export const dropOffsKind: AnalysisKind<DropOffsDefinition> = {
  name: "drop-offs",
  schema: dropOffsDefinition,
  keys: dropOffsKeys,
  named: ({ journeys }) => journeys.map(({ name }) => dropOffsDefinition.parse({ name, journey: name })),
  answer,
  people,
  pictures: dropOffsPictures,
  comparing: ({ show, period_days }) => {
    if (period_days !== undefined) return undefined;
    return show === "points"
      ? {
          keys: ["step_label"],
          shares: [
            { hits: "drop_offs", of: "visits_reached" },
            { hits: "gone", of: "visits_reached" },
          ],
        }
      : {
          keys: ["step_label", "channel", "drop_off_kind", "next_channel", "next_step"],
          shares: [{ hits: "drop_offs", total: "visits" }],
        };
  },
  explain,
};
