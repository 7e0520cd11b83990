// Where most visits of the purchase journey end before its goal, and where their people went next.
import type { LoadedConfig } from "../../config.ts";
import { queryRows } from "../../snapshots/query.ts";
import { plainText } from "../../warehouse/plain-value.ts";
import type { Row } from "../../warehouse/session.ts";

export interface LargeDropOff {
  readonly step: string;
  readonly dropOffs: number;
  readonly visits: number;
  /** Where the drop-offs went, the most frequent first: `store, 2 days later` and the like, with their number. */
  readonly next: readonly { readonly to: string; readonly dropOffs: number }[];
}

const largestSql = `select step_label, drop_offs, visits_reached
  from fct_drop_off_points where journey_name = 'purchase' and drop_offs > 0
  order by drop_offs desc, step_label limit 3`;

const nextSql = `select step_label, drop_off_kind, next_channel, sum(drop_offs)::bigint as drop_offs
  from fct_drop_offs where journey_name = 'purchase'
  group by all order by drop_offs desc, drop_off_kind, next_channel`;

const destination = (kind: string, channel: string | null): string => {
  switch (kind) {
    case "continued_elsewhere":
    case "continued_later":
      return `on to ${channel ?? "elsewhere"}`;
    case "came_back":
      return `given up, and back another time by ${channel ?? "another way"}`;
    case "identity_lost":
      return "out of sight: they never said who they are";
    case "open":
      return "still open: the data ends before";
    default:
      return "gone";
  }
};

const textOrNull = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** Destinations with the same words are one, the largest first. */
const summed = (entries: readonly Row[]): LargeDropOff["next"] => {
  const sums = new Map<string, number>();
  for (const entry of entries) {
    const to = destination(plainText(entry["drop_off_kind"]), textOrNull(entry["next_channel"]));
    sums.set(to, (sums.get(to) ?? 0) + Number(entry["drop_offs"]));
  }
  return [...sums].map(([to, dropOffs]) => ({ to, dropOffs })).toSorted((a, b) => b.dropOffs - a.dropOffs);
};

/** The three largest drop-offs of the journey `purchase`. */
export const largestDropOffs = async (loaded: LoadedConfig, snapshot: string): Promise<LargeDropOff[]> => {
  const largest = await queryRows(loaded, largestSql, { snapshot });
  const next = await queryRows(loaded, nextSql, { snapshot });
  return largest.map((row) => ({
    step: plainText(row["step_label"]),
    dropOffs: Number(row["drop_offs"]),
    visits: Number(row["visits_reached"]),
    next: summed(next.filter((entry) => entry["step_label"] === row["step_label"])),
  }));
};
