// A table of a snapshot as it leaves: which columns, with identifiers treated, in which order, parted or not.
import { join } from "node:path";
import type { ManifestTable } from "../../../models/manifest.ts";
import { quotedText } from "../../warehouse/quoting.ts";
import type { Snapshot } from "../locate.ts";
import { exportedItem, heldItemJoins, itemColumns } from "./held-items.ts";
import { exportedColumns, type IdentifierTreatment } from "./identifier-columns.ts";
import { dayOf, partitionColumn, partitionInstant, withDay } from "./partitions.ts";
import type { ExportedTable } from "./write-formats.ts";

interface Treatment {
  readonly identifiers: IdentifierTreatment;
  /** The calendar of the days by which tables are parted; undefined where they are not. */
  readonly partitionZone: string | undefined;
}

/** The rows of a table of a snapshot; `file_row_number` says in which order it has them, where that is asked for. */
const rowsOf = (file: string, items: readonly string[], identifiersFile: string): string =>
  `from read_parquet(${quotedText(file)}, file_row_number = true)${heldItemJoins(items, quotedText(identifiersFile))}`;

/** A table that knows no time is not parted. A parted one comes day by day, within a day as the snapshot has it. */
export const exportedTable = (
  { folder, manifest }: Snapshot,
  table: ManifestTable,
  { identifiers, partitionZone }: Treatment,
): ExportedTable => {
  const holdings = manifest.tables.find(({ name }) => name === "dim_profile_identifiers");
  const items = holdings === undefined ? [] : itemColumns(table, identifiers);
  const columns = exportedColumns(table, identifiers).map((column, index) => {
    const name = table.columns[index]?.name ?? "";
    return items.includes(name) ? exportedItem(name, identifiers) : column;
  });
  const rows = rowsOf(join(folder, table.file), items, join(folder, holdings?.file ?? ""));
  const instant = partitionZone === undefined ? undefined : partitionInstant(table);
  if (partitionZone === undefined || instant === undefined) {
    // A join may give rows in another order.
    const order = items.length === 0 ? "" : " order by file_row_number";
    return { table, query: `select ${columns.join(", ")} ${rows}${order}`, isPartitioned: false };
  }
  const query = `select ${[...columns, dayOf(instant, partitionZone)].join(", ")}
    ${rows} order by ${partitionColumn}, file_row_number`;
  return { table: withDay(table, instant, partitionZone), query, isPartitioned: true };
};
