// Finds the snapshots of a workspace and reads their manifests. Needs no lock: a snapshot never changes.
import { readdir, readFile, readlink } from "node:fs/promises";
import { basename, join } from "node:path";
import { PolkuError } from "../../models/errors.ts";
import { type Manifest, manifestSchema } from "../../models/manifest.ts";

export interface Snapshot {
  readonly id: string;
  /** Absolute. */
  readonly folder: string;
  readonly manifest: Manifest;
}

/** What a snapshot is called; sorted as text, ids stand in the order in which they were published. */
const snapshotIdPattern = /^\d{8}T\d{6}Z-[0-9a-f]{6}$/;

export const snapshotsFolder = (workspace: string): string => join(workspace, "snapshots");

/** The ids of all whole snapshots, oldest first. */
export const snapshotIds = async (workspace: string): Promise<string[]> => {
  const entries = await readdir(snapshotsFolder(workspace)).catch(() => []);
  // Ids are ASCII, so the order of UTF-16 units is that of bytes.
  return entries.filter((entry) => snapshotIdPattern.test(entry)).toSorted();
};

/** The id that `current` points to; undefined before the first publication. */
export const currentSnapshotId = async (workspace: string): Promise<string | undefined> => {
  const target = await readlink(join(snapshotsFolder(workspace), "current")).catch(() => undefined);
  return target === undefined ? undefined : basename(target);
};

/** The manifest in a snapshot's folder; undefined where there is none that can be understood. */
export const readManifest = async (folder: string): Promise<Manifest | undefined> => {
  try {
    const parsed: unknown = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8"));
    return manifestSchema.safeParse(parsed).data;
  } catch {
    return undefined;
  }
};

/** A snapshot by its id, or the current one. Throws snapshot_missing. */
export const locateSnapshot = async (workspace: string, id?: string): Promise<Snapshot> => {
  const wanted = id ?? (await currentSnapshotId(workspace));
  const missing = new PolkuError("snapshot_missing", {
    workspace,
    snapshot: id === undefined ? "yet" : id.slice(0, 40),
  });
  if (wanted === undefined || !snapshotIdPattern.test(wanted)) throw missing;
  const folder = join(snapshotsFolder(workspace), wanted);
  const manifest = await readManifest(folder);
  if (manifest === undefined) throw missing;
  return { id: wanted, folder, manifest };
};
