// Counts what stitching changes, for the table fct_stitching_uplift: asks the analyses of the snapshot that is about to be
// published, once over profiles and once over single identifiers.
import { resolve } from "node:path";
import type { Manifest } from "../../../models/manifest.ts";
import { upliftRows } from "../../analysis/compare/uplift/uplift-rows.ts";
import { withFiles } from "../../analysis/source/open-source.ts";
import type { RunContext } from "../../run/run-context.ts";
import type { Snapshot } from "../../snapshots/locate.ts";

/** What its own engine may hold: touchpoints stand in memory as numbers beside it. */
const memoryLimit = "1GB";

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
  const rows = await withFiles({ snapshot, loaded: context, engine }, (source) =>
    upliftRows(
      { ...source, isStrict: false, identity: "stitched" },
      { ...source, isStrict: false, identity: "unstitched" },
    ),
  );
  await writer.run("delete from stitching_uplift");
  await writer.append("stitching_uplift", [
    rows.map(({ analysis }) => analysis),
    rows.map(({ name }) => name),
    rows.map(({ key }) => key),
    BigInt64Array.from(rows, ({ stitched }) => BigInt(stitched)),
    BigInt64Array.from(rows, ({ unstitched }) => BigInt(unstitched)),
  ]);
};
