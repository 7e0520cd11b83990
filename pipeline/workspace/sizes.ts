// How much room a workspace takes: the store with its log, and each snapshot.
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { readManifest, snapshotsFolder } from "../snapshots/locate.ts";

const bytesOf = async (path: string): Promise<number> => (await stat(path).catch(() => ({ size: 0 }))).size;

/** The store and the log of what it did not take in yet. */
export const storeBytes = async (workspace: string): Promise<number> =>
  (await bytesOf(join(workspace, "polku.duckdb"))) + (await bytesOf(join(workspace, "polku.duckdb.wal")));

/** What the files of a snapshot take, as its manifest says; 0 where it has none. */
export const snapshotBytes = async (workspace: string, id: string): Promise<number> => {
  const manifest = await readManifest(join(snapshotsFolder(workspace), id));
  const files = [...(manifest?.tables ?? []), ...(manifest?.analysis?.tables ?? [])];
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
};
