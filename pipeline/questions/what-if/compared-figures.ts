// What of the figures of journeys, funnels and drop-offs would be another. All of them come from small tables.
import type { WhatIfResult } from "../../../models/results.ts";
import { plainText } from "../../warehouse/plain-value.ts";
import type { Row, Session } from "../../warehouse/session.ts";
import { sqlText } from "../../warehouse/sql-text.ts";

type Figures = Pick<WhatIfResult, "journeys" | "funnels" | "drop_offs">;

const number = (row: Row, name: string): number => Number(row[name] ?? 0);
const text = (row: Row, name: string): string => plainText(row[name] ?? null);

const journey = (row: Row): Figures["journeys"]["by_name"][number] => ({
  journey_name: text(row, "journey_name"),
  journeys_before: number(row, "journeys_before"),
  journeys_after: number(row, "journeys_after"),
  converted_before: number(row, "converted_before"),
  converted_after: number(row, "converted_after"),
  dropped_before: number(row, "dropped_before"),
  dropped_after: number(row, "dropped_after"),
  open_before: number(row, "open_before"),
  open_after: number(row, "open_after"),
});

const funnelStep = (row: Row): Figures["funnels"][number] => ({
  funnel_name: text(row, "funnel_name"),
  step_number: number(row, "step_number"),
  step_label: text(row, "step_label"),
  profiles_before: number(row, "profiles_before"),
  profiles_after: number(row, "profiles_after"),
});

const dropOffPoint = (row: Row): Figures["drop_offs"][number] => ({
  journey_name: text(row, "journey_name"),
  step_label: text(row, "step_label"),
  visits_before: number(row, "visits_before"),
  visits_after: number(row, "visits_after"),
  drop_offs_before: number(row, "drop_offs_before"),
  drop_offs_after: number(row, "drop_offs_after"),
  continued_elsewhere_before: number(row, "continued_elsewhere_before"),
  continued_elsewhere_after: number(row, "continued_elsewhere_after"),
  continued_later_before: number(row, "continued_later_before"),
  continued_later_after: number(row, "continued_later_after"),
  came_back_before: number(row, "came_back_before"),
  came_back_after: number(row, "came_back_after"),
  identity_lost_before: number(row, "identity_lost_before"),
  identity_lost_after: number(row, "identity_lost_after"),
  gone_before: number(row, "gone_before"),
  gone_after: number(row, "gone_after"),
  open_before: number(row, "open_before"),
  open_after: number(row, "open_after"),
});

/** Reads the views before_… and after_…. */
export const compareFigures = async (session: Session): Promise<Figures> => {
  const rows = (name: string): Promise<Row[]> => session.rows(sqlText(`sql/what-if/${name}.sql`));
  const byName = (await rows("journeys")).map(journey);
  const sum = (of: (one: (typeof byName)[number]) => number): number =>
    byName.reduce((total, one) => total + of(one), 0);
  return {
    journeys: {
      before: sum((one) => one.journeys_before),
      after: sum((one) => one.journeys_after),
      converted_before: sum((one) => one.converted_before),
      converted_after: sum((one) => one.converted_after),
      by_name: byName,
    },
    funnels: (await rows("funnels")).map(funnelStep),
    drop_offs: (await rows("drop_offs")).map(dropOffPoint),
  };
};
