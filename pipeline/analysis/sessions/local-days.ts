// Which day of the configured time zone each touchpoint is on, whatever daylight saving does.
import type { AnalysisSource } from "../source/open-source.ts";

/** The beginnings of all days from one instant to another, ascending; microseconds since 1970. */
export const dayBeginnings = async (
  { session, files }: AnalysisSource,
  from: number,
  to: number,
): Promise<Float64Array> => {
  const { at } = await session.columns(
    `select epoch_us(timezone($1, day))::double as at
    from generate_series(
      date_trunc('day', timezone($1, make_timestamptz($2::bigint))),
      timezone($1, make_timestamptz($3::bigint)) + interval 1 day,
      interval 1 day
    ) as days(day)
    order by day`,
    [files.timezone, BigInt(Math.round(from)), BigInt(Math.round(to))],
  );
  return at instanceof Float64Array ? at : new Float64Array(0);
};

/** The place of the last day that begins at an instant or before it. */
export const dayOf = (beginnings: Float64Array, at: number): number => {
  let [low, high] = [0, beginnings.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((beginnings[middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
};
