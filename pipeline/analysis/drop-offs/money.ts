// The values of touchpoints, exactly: whole hundredths of the workspace's currency.
import type { Touchpoints } from "../source/load-touchpoints.ts";
import type { AnalysisSource } from "../source/open-source.ts";

export interface Values {
  /** Rows of touchpoints that carry a value, ascending; the few of all. */
  readonly row: Int32Array;
  readonly hundredths: BigInt64Array;
}

/** Only touchpoints with a value are read. */
export const touchpointValues = async (
  { session }: AnalysisSource,
  { place, rows }: Touchpoints,
): Promise<Values> => {
  const found = await session.columns(
    `select place, (value * 100)::bigint as hundredths from touchpoints where value is not null order by place`,
  );
  const places = found["place"] instanceof Int32Array ? found["place"] : new Int32Array(0);
  const hundredths =
    found["hundredths"] instanceof BigInt64Array ? found["hundredths"] : new BigInt64Array(0);
  const valueAt = new Map(Array.from(places, (one, index) => [one, index]));
  const kept: number[] = [];
  const values: bigint[] = [];
  for (let row = 0; row < rows && valueAt.size > 0; row += 1) {
    const index = valueAt.get(place[row] ?? -1);
    if (index === undefined) continue;
    kept.push(row);
    values.push(hundredths[index] ?? 0n);
  }
  return { row: Int32Array.from(kept), hundredths: BigInt64Array.from(values) };
};

/** A decimal text with two digits. */
export const moneyText = (hundredths: bigint): string => {
  const digits = String(hundredths < 0n ? -hundredths : hundredths).padStart(3, "0");
  return `${hundredths < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};
