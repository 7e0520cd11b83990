// Days, weeks and months of the workspace's time zone, as the instants at which they begin.
import { PolkuError } from "../../../../models/errors.ts";
import { quotedText } from "../../../warehouse/quoting.ts";
import type { AnalysisSource } from "../../source/open-source.ts";

export interface Periods {
  /** The first day of each, ISO. */
  readonly dates: readonly string[];
  /** Microseconds; one more at the end, at which the last period ends. */
  readonly begins: Float64Array;
}

export interface PeriodRange {
  readonly interval: "day" | "week" | "month";
  /** Microseconds, both inside the range. */
  readonly since: number;
  readonly until: number;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

const most = 10_000;

const localDay = (micros: number, zone: string): string =>
  `(make_timestamp(${String(micros)}) at time zone 'UTC' at time zone ${quotedText(zone)})::date`;

/** A period that a change of clocks or a zone's history begins late still begins where its first day does. */
export const periodsOf = async (
  { session, files }: AnalysisSource,
  { interval, since, until, from, to }: PeriodRange,
): Promise<Periods> => {
  const zone = files.timezone;
  const first = from === undefined ? "" : `, ${quotedText(from)}::date`;
  const last = to === undefined ? "" : `, ${quotedText(to)}::date`;
  const rows = await session.rows(
    `with bounds as (
      select
        date_trunc('${interval}', least(${localDay(since, zone)}${first}))::timestamp as first,
        date_trunc('${interval}', greatest(${localDay(until, zone)}${last}))::timestamp as last
    )
    select strftime(day, '%Y-%m-%d') as day, epoch_us(day at time zone ${quotedText(zone)})::double as begins
    from (select unnest(generate_series(first, last + interval 1 ${interval}, interval 1 ${interval})) as day from bounds)
    order by day`,
  );
  if (rows.length > most) {
    throw new PolkuError("usage", {
      problem: `These are ${String(rows.length)} periods, more than ${String(most)}; take a longer interval, or from and to.`,
    });
  }
  return {
    dates: rows.slice(0, -1).map(({ day }) => (typeof day === "string" ? day : "")),
    begins: Float64Array.from(rows, ({ begins }) => Number(begins)),
  };
};
