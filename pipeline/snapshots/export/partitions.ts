// Exports that are partitioned: a folder for each day, in the calendar of the workspace's time zone.
import type { ManifestTable } from "../../../models/manifest.ts";
import { quotedName, quotedText } from "../../warehouse/quoting.ts";

/** The column that is added, and what readers of such folders call it. */
export const partitionColumn = "date";

/** When a row happened or began comes first; the others are times that a row only holds. */
const preferred = ["occurred_at", "started_at", "first_at", "first_seen_at"];

/** The instant by whose day a table's rows are parted; undefined for a table without any, which stays one file. */
export const partitionInstant = ({ columns }: ManifestTable): string | undefined => {
  const instants = columns.filter(({ type }) => type === "TIMESTAMP WITH TIME ZONE").map(({ name }) => name);
  return preferred.find((name) => instants.includes(name)) ?? instants[0];
};

/** The day of an instant as a column of its own. */
export const withDay = (table: ManifestTable, instant: string, timezone: string): ManifestTable => ({
  ...table,
  columns: [
    ...table.columns,
    { name: partitionColumn, type: "DATE", comment: `the day of ${instant} in ${timezone}` },
  ],
});

/** The day's entry of a SELECT list. */
export const dayOf = (instant: string, timezone: string): string =>
  `timezone(${quotedText(timezone)}, ${quotedName(instant)})::date as ${quotedName(partitionColumn)}`;
