// Which visits are of the last days, and which of as many days before: by when they ended.
import { dayMicros } from "../source/named-journey.ts";
import type { FoundVisits } from "./found-visits.ts";

export interface Periods {
  /** 1 for the visits that are told. */
  readonly now: Uint8Array;
  /** 1 for those they are compared with; undefined where nothing is compared. */
  readonly before: Uint8Array | undefined;
}

const endedWithin = ({ touchpoints, visits }: FoundVisits, from: number, to: number): Uint8Array =>
  Uint8Array.from(visits.last, (row) => {
    const at = touchpoints.at[row] ?? 0;
    return at > from && at <= to ? 1 : 0;
  });

/** All visits where no period is asked for. A period ends with the data, and holds its end but not its beginning. */
export const periodsOf = (found: FoundVisits, days: number | undefined): Periods => {
  if (days === undefined) return { now: new Uint8Array(found.visits.visits).fill(1), before: undefined };
  const length = Math.round(days * dayMicros);
  const { dataEnd } = found;
  return {
    now: endedWithin(found, dataEnd - length, dataEnd),
    before: endedWithin(found, dataEnd - 2 * length, dataEnd - length),
  };
};
