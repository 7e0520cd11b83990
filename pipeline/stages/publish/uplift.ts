// Counts what stitching changes, for the table fct_stitching_uplift: over profiles the published tables know it, over single
// identifiers the analysis of the snapshot that is about to be published.
import type { Manifest } from "../../../models/manifest.ts";
import { unstitchedCounts } from "../../analysis/compare/uplift/unstitched-counts.ts";
import { withFiles } from "../../analysis/source/open-source.ts";
import type { RunContext } from "../../run/run-context.ts";
import type { Snapshot } from "../../snapshots/locate.ts";
import { sqlText } from "../../warehouse/sql-text.ts";

const countsTable = "unstitched_counts";

/** Fills the store's `stitching_uplift`. The snapshot's folder holds what analyses read. */
export const countUplift = async (context: RunContext, folder: string, manifest: Manifest): Promise<void> => {
  const { warehouse } = context;
  const { writer } = warehouse;
  const snapshot: Snapshot = { id: manifest.snapshot_id, folder, manifest };
  const counts = await withFiles(
    { snapshot, loaded: context, engine: warehouse, identity: "unstitched" },
    (source) => unstitchedCounts({ ...source, isStrict: false }),
  );
  await writer.run(
    `create or replace temp table ${countsTable} (analysis varchar, name varchar, key varchar, counted bigint)`,
  );
  await writer.append(`temp.${countsTable}`, [
    counts.map(({ analysis }) => analysis),
    counts.map(({ name }) => name),
    counts.map(({ key }) => key),
    BigInt64Array.from(counts, ({ counted }) => BigInt(counted)),
  ]);
  await writer.run("delete from stitching_uplift");
  await writer.run(
    `insert into stitching_uplift
    select analysis, name, key, coalesce(stitched.counted, 0), coalesce(unstitched.counted, 0)
    from (${sqlText("sql/counts/stitched_counts.sql")}) as stitched
    full join ${countsTable} as unstitched using (analysis, name, key)`,
  );
  await writer.run(`drop table temp.${countsTable}`);
};
