// Counts what stitching changes, for the table fct_stitching_uplift: over profiles the published tables know it, over single
// identifiers the analysis of the snapshot that is about to be published.
import { resolve } from "node:path";
import type { Manifest } from "../../../models/manifest.ts";
import { unstitchedCounts } from "../../analysis/compare/uplift/unstitched-counts.ts";
import { withFiles } from "../../analysis/source/open-source.ts";
import type { RunContext } from "../../run/run-context.ts";
import type { Snapshot } from "../../snapshots/locate.ts";
import { sqlText } from "../../warehouse/sql-text.ts";

/** What its own engine may hold: touchpoints stand in memory as numbers beside it. */
const memoryLimit = "1GB";

const countsTable = "unstitched_counts";

/** Fills the store's `stitching_uplift`. The snapshot's folder holds what analyses read. */
export const countUplift = async (context: RunContext, folder: string, manifest: Manifest): Promise<void> => {
  const { writer } = context.warehouse;
  const snapshot: Snapshot = { id: manifest.snapshot_id, folder, manifest };
  const { threads, temp_directory } = context.config.engine;
  const engine = {
    memory_limit: memoryLimit,
    threads,
    temp_directory: resolve(context.folder, temp_directory),
  };
  const counts = await withFiles({ snapshot, loaded: context, engine, identity: "unstitched" }, (source) =>
    unstitchedCounts({ ...source, isStrict: false }),
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
