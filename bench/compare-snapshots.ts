// Rows by which two snapshots differ, table by table, as multisets.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { Warehouse } from "../pipeline/warehouse/warehouse.ts";

/** Tables that tell what happened to one workspace, and so differ by right. */
const historical = new Set([
  "identity_history",
  "ingest_accounting",
  "quarantine",
  "identity_health",
  "restatements",
]);

/** Table → rows in one and not in the other, both ways. */
export const compareSnapshots = async (
  left: string,
  right: string,
): Promise<Readonly<Record<string, number>>> => {
  const warehouse = await Warehouse.open(":memory:", {
    memory_limit: "8GB",
    threads: 2,
    temp_directory: undefined,
  });
  const differences: Record<string, number> = {};
  for (const file of readdirSync(left)
    .filter((name) => name.endsWith(".parquet"))
    .toSorted()) {
    const table = file.replace(/\.parquet$/, "");
    if (historical.has(table)) continue;
    const [one, other] = [join(left, file), join(right, file)];
    differences[table] = await warehouse.writer.count(
      `select count(*) from (
          (from '${one}' except all from '${other}') union all (from '${other}' except all from '${one}')
      )`,
    );
  }
  warehouse.close();
  return differences;
};
