// A table of a snapshot as it leaves: which columns, with identifiers treated, in which order, parted or not.
import { join } from "node:path";
import type { ManifestTable } from "../../../models/manifest.ts";
import { quotedText } from "../../warehouse/quoting.ts";
import { exportedColumns, type IdentifierTreatment } from "./identifier-columns.ts";
import { dayOf, partitionColumn, partitionInstant, withDay } from "./partitions.ts";
import type { ExportedTable } from "./write-formats.ts";

interface Treatment {
  readonly identifiers: IdentifierTreatment;
  /** The calendar of the days by which tables are parted; undefined where they are not. */
  readonly partitionZone: string | undefined;
}

/** A table that knows no time is not parted. A parted one comes day by day, within a day as the snapshot has it. */
export const exportedTable = (
  folder: string,
  table: ManifestTable,
  { identifiers, partitionZone }: Treatment,
): ExportedTable => {
  const file = quotedText(join(folder, table.file));
  const columns = exportedColumns(table, identifiers);
  const instant = partitionZone === undefined ? undefined : partitionInstant(table);
  if (partitionZone === undefined || instant === undefined) {
    return { table, query: `select ${columns.join(", ")} from read_parquet(${file})`, isPartitioned: false };
  }
  const query = `select ${[...columns, dayOf(instant, partitionZone)].join(", ")}
    from read_parquet(${file}, file_row_number = true) order by ${partitionColumn}, file_row_number`;
  return { table: withDay(table, instant, partitionZone), query, isPartitioned: true };
};
